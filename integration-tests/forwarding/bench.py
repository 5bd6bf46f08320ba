#!/usr/bin/env python3
"""Forwarding beside the Linux kernel's own VXLAN bridge, on one core each, in one run.

    bench.py [--bundle TAR.GZ] [--tiers portable,fast] [--flows 1000,100000] [--sizes 64,512,1400,imix]
             [--runs 3] [--seconds 2] [--no-latency] [--segmentation card|kernel]

As root. A network namespace holds what is measured, on core 1: the kernel's two VXLAN devices in a bridge, or the
bundle's appliance. The packet gun is on core 0 and sends VXLAN datagrams of inner TCP flows, both ways. Both devices
poll in real-time threads of their own, each on its core, and coalesce interrupts, as cards do; what leaves is counted,
then dropped on core 0. The appliance's compilers and collector are on core 0: its worker has core 1. Checksums are the
device's, as they are a card's, and so is cutting a run of equal datagrams into packets (tx-udp-segmentation, which
Azure's cards have and AWS's have not; `--segmentation kernel` is without it). What leaves is counted in packets.

Printed: the highest rate at which less than 0.1 % of what arrived is lost, in thousand packets a second, as the median of the runs with
all of them beside it; its ratio to the kernel's; latency at half of the kernel's rate; bytes allocated per packet by
the workers' threads (JFR). Exit 0 when every bar is met, 1 when one is not, 77 when it cannot be run here.
"""
import argparse, collections, glob, json, os, pathlib, re, shutil, signal, statistics, subprocess, sys
import tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
IMIX = ",".join(["64"] * 7 + ["576"] * 4 + ["1400"])
LOSS = 0.001

# Of what is sent: a veth takes up 256 frames that wait, which is less than a millisecond of them, where a card has
# thousands. It loses some whenever the machine itself stands still, whatever is measured
OVERRUN = 0.01

WARM_RATE = 50_000
BARS = {("portable", "imix"): 0.7, ("portable", "uniform"): 1.0, ("fast", "imix"): 1.5}
TIERS = {"portable": "sockets", "fast": "xdp", "netty": "datagrams"}

options = argparse.ArgumentParser()
options.add_argument("--bundle")
options.add_argument("--tiers", default="portable,fast")
options.add_argument("--flows", default="1000,100000")
options.add_argument("--sizes", default="64,512,1400,imix")
options.add_argument("--runs", type=int, default=3)
options.add_argument("--seconds", type=float, default=2)
options.add_argument("--no-latency", action="store_true")
options.add_argument("--java-opts", default="")
options.add_argument("--segmentation", choices=["card", "kernel"], default="card")
o = options.parse_args()


def skip(why):
    print(f"SKIPPED: forwarding bench: {why}", file=sys.stderr)
    sys.exit(77)


if os.geteuid() != 0:
    skip("needs root for network namespaces")
if os.cpu_count() < 2:
    skip("needs two cores: one to send, one to measure")
for tool in ("ip", "tc", "ethtool", "taskset", "chrt", "tar", "curl"):
    if not shutil.which(tool):
        skip(f"needs {tool}")
found = sorted(glob.glob(str(HERE / "../../appliance/node/target/appliance-*.tar.gz")))
bundle = o.bundle or (found[-1] if found else None)
if not bundle:
    skip("needs the appliance's bundle (mvn package)")
jdk = next((j for j in sorted(glob.glob("/usr/lib/jvm/*25*")) + [os.environ.get("JAVA_HOME", "")]
            if os.path.exists(f"{j}/bin/javac")), None) or skip("needs a JDK 25")
work = pathlib.Path(tempfile.mkdtemp())
REAL_TIME = pathlib.Path("/proc/sys/kernel/sched_rt_runtime_us")
real_time = REAL_TIME.read_text()
ns = f"sluice-bench-{os.getpid()}"
gun_device, device = f"bg{os.getpid() % 100000}", f"ba{os.getpid() % 100000}"


def sh(line, check=True):
    return subprocess.run(line, shell=True, check=check, text=True, capture_output=True).stdout


def inside(line, check=True):
    return sh(f"ip netns exec {ns} {line}", check)


def left():
    """Packets that have left what is measured; a run that the card would cut counts as many."""
    return json.loads(sh(f"tc -s -j qdisc show dev {gun_device} clsact"))[0]["packets"]


def arrived():
    return int(inside(f"cat /sys/class/net/{device}/statistics/rx_packets"))


class Gun:
    def __init__(self):
        sh(f"{jdk}/bin/javac -d {work} {HERE}/PacketGun.java {HERE}/LiveFrames.java")
        mac = inside(f"cat /sys/class/net/{device}/address").strip()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", f"{jdk}/bin/java", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
             "-cp", str(work), "PacketGun", gun_device, "10.8.0.1", "10.8.0.2", mac],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answer()

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the packet gun has ended")
        return line

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.answer()

    def shot(self, pps, seconds):
        """Sends; returns packets sent, those that arrived, those that came out, seconds."""
        before = left(), arrived()
        sent, took = self.ask(f"run {pps} {seconds}").split()
        # What is still in a queue then was too much for it: a long queue shall not hide that
        time.sleep(0.02)
        out, taken = left() - before[0], arrived() - before[1]
        time.sleep(0.2)
        return int(sent), taken, out, float(took)

    def passes(self, rate, seconds):
        sent, taken, out, took = self.shot(rate, seconds)
        if os.environ.get("VERBOSE"):
            print(f"        {rate:.0f}: sent {sent} arrived {taken} out {out}", flush=True)
        return out / took if taken - out <= LOSS * taken and sent - taken <= OVERRUN * sent else 0

    def highest(self, seconds):
        """
        The highest rate (packets a second) with less than LOSS lost, to some 3 %. From below: what is overloaded may
        forward nothing at all, because a core that only receives leaves none of itself to send. A second shot decides:
        these machines stand still at times.
        """
        low, high, best = 15_000, 1_500_000, 0
        for _ in range(7):
            rate = (low * high) ** 0.5
            out = self.passes(rate, seconds) or self.passes(rate, seconds)
            if out:
                best, low = max(best, out), rate
            else:
                high = rate
        return best


class Kernel:
    def start(self):
        inside(f"ip link add br0 type bridge stp_state 0 mcast_snooping 0")
        for vni, port in ((900, 10800), (901, 10801)):
            inside(f"ip link add vxlan{vni} type vxlan id {vni} remote 10.8.0.1 dstport {port} nolearning")
            inside(f"ip link set vxlan{vni} mtu 1500 master br0 up")
        inside("ip link set br0 up")
        for table in ("iptables", "ip6tables", "arptables"):
            inside(f"sysctl -qw net.bridge.bridge-nf-call-{table}=0", check=False)

    def stop(self):
        for link in ("br0", "vxlan900", "vxlan901"):
            inside(f"ip link del {link}", check=False)


class Appliance:
    def __init__(self, tier):
        self.tier = tier
        self.home = work / "appliance"
        if not self.home.exists():
            sh(f"tar -xzf {bundle} -C {work}")
        (work / "mailbox/config").mkdir(parents=True, exist_ok=True)
        tunnels = {"internal": {"vni": 900, "port": 10800}, "external": {"vni": 901, "port": 10801}}
        (work / "mailbox/config/appliance.yaml").write_text(
            f"blueprint: bench\ntunnels: {json.dumps(tunnels)}\n")
        (work / "boot.json").write_text(json.dumps({
            "blueprint": "bench", "tunnels": tunnels,
            "mailbox": {"type": "azure-blob", "url": "http://127.0.0.1:8099/mailbox", "clientId": "none"},
            "probe": {"port": 8080, "path": "/health", "intervalSeconds": 5, "failAfter": 2}}))

    def start(self, options=""):
        self.box = subprocess.Popen(["ip", "netns", "exec", ns, "taskset", "-c", "0", "python3",
                                     str(HERE / "../kernel/mailbox.py"), "127.0.0.1", "8099", str(work / "mailbox")])
        log = open(work / f"{self.tier}.log", "w")
        env = dict(os.environ, AZURE_POD_IDENTITY_AUTHORITY_HOST="http://127.0.0.1:8099",
                   SLUICE_JAVA_OPTS=f"{o.java_opts} {options}")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", ns, "taskset", "-c", "0", str(self.home / "bin/appliance"), "run", "--boot",
             str(work / "boot.json"), "--drain", "0", "--tier", TIERS[self.tier], "--workers", "1"],
            env=env, stdout=log, stderr=log)
        for _ in range(300):
            if "ready" in inside("curl -s --max-time 1 http://10.8.0.2:8080/health", check=False):
                served = re.search(r'"dataplane":"([^"]*)"', (work / f"{self.tier}.log").read_text())[1]
                if (self.tier == "fast") != served.startswith("AF_XDP"):
                    raise RuntimeError(f"{self.tier} is served by: {served}")
                print(f"      {self.tier}: {served}", flush=True)
                self.pin()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("the appliance is not ready:\n" + (work / f"{self.tier}.log").read_text()[-2000:])

    def pin(self):
        """The worker to the measured core; compilers, collector and export stay off it, as on a larger machine."""
        workers = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            if (task / "comm").read_text().startswith("tunnel"):
                sh(f"taskset -p -c 1 {task.name}")
                workers += 1
        if workers != 1:
            raise RuntimeError(f"{workers} workers' threads")

    def metrics(self):
        text = inside("curl -s --max-time 5 http://127.0.0.1:9464/metrics", check=False)
        sums = collections.Counter()
        for line in text.splitlines():
            if match := re.match(r"(sluice_\w+?)(?:\{.*})? (\d+)(?:\.\d+)?$", line):
                sums[match[1]] += int(match[2])
        return sums

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.box.terminate()
        self.box.wait()


def allocation(appliance, gun):
    """Bytes that the workers' threads allocated per packet, as JFR counts them over millions of packets."""
    record = work / "allocation.jfr"
    appliance.start(f"-XX:StartFlightRecording:filename={record},settings=default,dumponexit=true")
    pin()
    gun.ask(f"load 1000 {IMIX}")
    warm(gun)

    def allocated():
        inside(f"{jdk}/bin/jcmd {appliance.process.pid} JFR.dump filename={record}", check=False)
        text = sh(f"{jdk}/bin/jfr print --events jdk.ThreadAllocationStatistics --json {record}", check=False)
        latest = {}
        for event in json.loads(text)["recording"]["events"]:
            values = event["values"]
            thread = values["thread"] or {}
            if "tunnel" in (thread.get("javaName") or ""):
                latest[thread["javaName"]] = max(values["allocated"], latest.get(thread["javaName"], 0))
        return sum(latest.values())

    try:
        before = allocated()
        sent, _, _, _ = gun.shot(WARM_RATE, 60)
        return (allocated() - before) / sent, sent
    finally:
        appliance.stop()


def warm(gun):
    """Until the compiler has nothing left to do: slowly first, then at each rate that a search tries."""
    for _ in range(3):
        gun.shot(WARM_RATE, 4)
    gun.highest(o.seconds)


def pin():
    """
    The polling threads, which come anew with an XDP program, each to its core, where nothing else runs while they have
    packets, as it is with a card's interrupts.
    """
    for name, core in ((gun_device, 0), (device, 1)):
        threads = sh(f"pgrep '^napi/{name}-'", check=False).split()
        if not threads:
            raise RuntimeError(f"{name} has no polling thread")
        for thread in threads:
            sh(f"taskset -p -c {core} {thread}")
            sh(f"chrt --fifo --pid 50 {thread}")


def setup():
    sh(f"ip netns add {ns}")
    sh(f"ip link add {gun_device} type veth peer name {device} netns {ns}")
    sh(f"ip addr add 10.8.0.1/24 dev {gun_device}")
    inside(f"ip addr add 10.8.0.2/24 dev {device}")
    inside("ip link set lo up")
    # The gun's device comes up last: what its peer can take, a veth looks at only then
    for name, where in ((device, f"ip netns exec {ns} "), (gun_device, "")):
        settings = f"/sys/class/net/{name}"
        sh(f"{where}ethtool -K {name} tso off gso off tx-udp-segmentation {'on' if o.segmentation == 'card' else 'off'} gro on")
        sh(f"{where}ip link set {name} mtu 1550 up")
        sh(f"{where}sh -c 'echo 1 > {settings}/threaded'")
        # Interrupts are coalesced over so many nanoseconds, as cards do: a veth otherwise wakes the other core for each
        # packet. It queues no more than 256
        sh(f"{where}sh -c 'echo 2 > {settings}/napi_defer_hard_irqs; echo 100000 > {settings}/gro_flush_timeout'")
    # A real-time thread is stopped for 50 ms of each second otherwise
    REAL_TIME.write_text("-1")
    inside("sysctl -qw net.ipv6.conf.all.disable_ipv6=1", check=False)
    sh(f"sysctl -qw net.ipv6.conf.{gun_device}.disable_ipv6=1", check=False)
    mac = inside(f"cat /sys/class/net/{device}/address").strip()
    gun_mac = pathlib.Path(f"/sys/class/net/{gun_device}/address").read_text().strip()
    sh(f"ip neigh replace 10.8.0.2 lladdr {mac} dev {gun_device} nud permanent")
    inside(f"ip neigh replace 10.8.0.1 lladdr {gun_mac} dev {device} nud permanent")
    sh(f"tc qdisc add dev {gun_device} clsact")
    sh(f"tc filter add dev {gun_device} ingress bpf da bytecode '1,6 0 0 2'")


def main():
    setup()
    gun = Gun()
    tiers = o.tiers.split(",")
    under = {"kernel": Kernel(), **{tier: Appliance(tier) for tier in tiers}}
    cases = [(size, flows) for flows in map(int, o.flows.split(",")) for size in o.sizes.split(",")]
    rates, latencies = collections.defaultdict(list), {}
    try:
        for run in range(o.runs):
            for name, subject in under.items():
                subject.start()
                try:
                    pin()
                    gun.ask(f"load 1000 {IMIX}")
                    warm(gun)
                    for size, flows in cases:
                        gun.ask(f"load {flows} {IMIX if size == 'imix' else size}")
                        gun.shot(WARM_RATE, 1)
                        rates[name, size, flows].append(gun.highest(o.seconds))
                        print(f"run {run + 1} {name:9}{size:>5} B {flows:>7} flows "
                              f"{rates[name, size, flows][-1] / 1e3:8.0f} kpps", flush=True)
                    if not o.no_latency and run == 0:
                        gun.ask(f"load 1000 {IMIX}")
                        half = rates["kernel", cases[-1][0], cases[-1][1]][0] / 2
                        latencies[name] = (half, gun.ask(f"latency {half} 5"))
                    if name != "kernel":
                        print(f"      {name}: counted drops", {k: v for k, v in subject.metrics().items() if "drop" in k},
                              flush=True)
                finally:
                    subject.stop()
        failed = report(tiers, cases, rates, latencies)
        for tier in tiers:
            each, packets = allocation(under[tier], gun)
            print(f"{tier}: {each:.3f} bytes allocated per packet by the workers' threads, over {packets:,} packets (JFR)")
        return failed
    finally:
        gun.process.kill()


def report(tiers, cases, rates, latencies):
    failed = 0
    print(f"\nkpps at < 0.1 % loss, one core each: median (all runs)\n{'frames':>8} {'flows':>8}  kernel bridge")
    for size, flows in cases:
        kernel = statistics.median(rates["kernel", size, flows])
        line = f"{size:>8} {flows:>8}  {kernel / 1e3:6.0f}"
        for tier in tiers:
            got = statistics.median(rates[tier, size, flows])
            bar = BARS.get((tier, "imix" if size == "imix" else "uniform"))
            verdict = "" if bar is None else " ok" if got >= bar * kernel else f" BELOW {bar}"
            failed |= "BELOW" in verdict
            every = " ".join(f"{r / 1e3:.0f}" for r in rates[tier, size, flows])
            line += f"   {tier} {got / 1e3:6.0f} ({every}) = {got / max(kernel, 1):.2f}{verdict}"
        print(line)
    for name, (rate, told) in latencies.items():
        count, p50, p99 = told.split()
        print(f"latency at {rate / 1e3:.0f} kpps, IMIX: {name:9} p50 {p50} us, p99 {p99} us ({count} packets timed)")
    return int(failed)


code = 1
try:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    code = main()
finally:
    REAL_TIME.write_text(real_time)
    sh(f"ip netns pids {ns} | xargs -r kill -9", check=False)
    sh(f"ip netns del {ns}", check=False)
    sh(f"ip link del {gun_device}", check=False)
    shutil.rmtree(work, ignore_errors=True)
sys.exit(code)
