#!/usr/bin/env python3
"""Forwarding beside the Linux kernel's own VXLAN bridge, on one core each, in one run.

    bench.py [--bundle TAR.GZ] [--tiers portable,fast] [--flows 1000,100000] [--sizes 64,512,1400,imix]
             [--runs 3] [--seconds 2] [--no-latency] [--segmentation card|kernel]

As root. Network namespaces hold what is measured, on core 1: the kernel's two VXLAN devices in a bridge, and the
bundle's appliance, once for each tier. They take turns, each case within a minute or two, because a machine in a cloud
is not equally fast at all times; each run has new ones. The packet guns are on core 0 and send VXLAN datagrams of inner
TCP flows, both ways. All devices poll in real-time threads of their own, each on its core, and coalesce interrupts, as
cards do; what leaves is counted, then dropped on core 0. The appliance's compilers and collector are on core 0: its
worker has core 1, in real time too, behind the polling thread, which is where the kernel forwards: no daemon takes that
core from the one and not the other. Checksums are the device's, as they are a card's, and so is cutting a run of equal
datagrams into packets (tx-udp-segmentation, which Azure's cards have and AWS's have not; `--segmentation kernel` is
without it). What leaves is counted in packets.

Printed: the highest rate at which less than 0.1 % is lost, in thousand packets a second, as the median of the runs with
all of them beside it; the median of its ratios to the kernel's of the same run; latency at half of the kernel's rate;
bytes allocated per packet by the workers' threads (JFR). Exit 0 when every bar is met, 1 when one is not, 77 when it
cannot be run here.
"""
import argparse, collections, glob, json, os, pathlib, re, signal, statistics, subprocess, sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "gun"))
from road import Gun, Road, highest, needs, sh, skip

IMIX = ",".join(["64"] * 7 + ["576"] * 4 + ["1400"])
LOSS = 0.001

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

jdk = needs("tar", "curl")
found = sorted(glob.glob(str(HERE / "../../appliance/node/target/appliance-*.tar.gz")))
bundle = o.bundle or (found[-1] if found else None) or skip("needs the appliance's bundle (mvn package)")


class Subject:
    """What forwards, with a road and a gun of its own."""

    def __init__(self, name):
        self.name = name
        self.road = Road(f"f{name[0]}", jdk, "on" if o.segmentation == "card" else "off")
        self.inside, self.work = self.road.inside, self.road.work

    def open(self):
        self.road.open()
        sh(f"tc qdisc add dev {self.road.gun_device} clsact")
        sh(f"tc filter add dev {self.road.gun_device} ingress bpf da bytecode '1,6 0 0 2'")
        self.gun = Gun(self.road)

    def close(self):
        if hasattr(self, "gun"):
            self.gun.close()
        self.road.close()

    def left(self):
        """Packets that have left; a run that the card would cut counts as many."""
        return json.loads(sh(f"tc -s -j qdisc show dev {self.road.gun_device} clsact"))[0]["packets"]

    def load(self, flows, lengths):
        self.gun.ask(f"load {flows} {lengths}")

    def shot(self, rate, seconds):
        """Packets sent, those that came out, seconds."""
        before = self.left()
        sent, took = self.gun.run(rate, seconds)
        # What is still in a queue then was too much for it: a long queue shall not hide that
        time.sleep(0.02)
        out = self.left() - before
        time.sleep(0.2)
        return sent, out, took

    def forwarded(self, rate):
        """Packets a second that came out, or 0 where too many did not."""
        sent, out, took = self.shot(rate, o.seconds)
        if os.environ.get("VERBOSE"):
            print(f"        {rate:.0f}: sent {sent} ({sent / took:.0f}/s) out {out}", flush=True)
        return out / took if sent - out <= LOSS * sent else 0

    def most(self):
        """From below: what is overloaded may forward nothing, as a core that only receives has none left to send with."""
        return highest(self.forwarded, 15_000, 1_500_000)

    def warm(self):
        """
        Until the compiler has nothing left to do: slowly first, then at each rate that a search tries; and the collector.
        """
        self.road.pin()
        self.load(1000, IMIX)
        for _ in range(3):
            self.shot(WARM_RATE, 4)
        self.most()
        self.settle()


class Kernel(Subject):
    def start(self):
        inside = self.inside
        inside(f"ip link add br0 type bridge stp_state 0 mcast_snooping 0")
        for vni, port in ((900, 10800), (901, 10801)):
            inside(f"ip link add vxlan{vni} type vxlan id {vni} remote 10.8.0.1 dstport {port} nolearning")
            inside(f"ip link set vxlan{vni} mtu 1500 master br0 up")
        inside("ip link set br0 up")
        for table in ("iptables", "ip6tables", "arptables"):
            inside(f"sysctl -qw net.bridge.bridge-nf-call-{table}=0", check=False)

    def settle(self):
        pass

    def stop(self):
        for link in ("br0", "vxlan900", "vxlan901"):
            self.inside(f"ip link del {link}", check=False)


class Appliance(Subject):
    def __init__(self, tier):
        super().__init__(tier)
        work = self.work
        self.tier, self.home = tier, work / "appliance"
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
        ns, work = self.road.ns, self.work
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
            if "ready" in self.inside("curl -s --max-time 1 http://10.8.0.2:8080/health", check=False):
                served = re.search(r'"dataplane":"([^"]*)"', (work / f"{self.tier}.log").read_text())[1]
                if (self.tier == "fast") != served.startswith("AF_XDP"):
                    raise RuntimeError(f"{self.tier} is served by: {served}")
                print(f"      {self.tier}: {served}", flush=True)
                self.road.pin_workers(self.process.pid, "tunnel", 1, alone=True)
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("the appliance is not ready:\n" + (work / f"{self.tier}.log").read_text()[-2000:])

    def settle(self):
        self.road.collect(self.process.pid)

    def metrics(self):
        text = self.inside("curl -s --max-time 5 http://127.0.0.1:9464/metrics", check=False)
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


def allocation(appliance):
    """Bytes that the workers' threads allocated per packet, as JFR counts them over millions of packets."""
    record = appliance.work / "allocation.jfr"
    appliance.start(f"-XX:StartFlightRecording:filename={record},settings=default,dumponexit=true")
    appliance.warm()

    def allocated():
        appliance.inside(f"{jdk}/bin/jcmd {appliance.process.pid} JFR.dump filename={record}", check=False)
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
        sent, _, _ = appliance.shot(WARM_RATE, 60)
        return (allocated() - before) / sent, sent
    finally:
        appliance.stop()


def main():
    tiers = o.tiers.split(",")
    subjects = [Kernel("kernel"), *(Appliance(tier) for tier in tiers)]
    cases = [(size, flows) for flows in map(int, o.flows.split(",")) for size in o.sizes.split(",")]
    rates, latencies = collections.defaultdict(list), {}
    try:
        for subject in subjects:
            subject.open()
        for run in range(o.runs):
            for subject in subjects:
                subject.start()
            try:
                for subject in subjects:
                    subject.warm()
                for size, flows in cases:
                    for subject in subjects:
                        subject.load(flows, IMIX if size == "imix" else size)
                        subject.shot(WARM_RATE, 1)
                        rates[subject.name, size, flows].append(subject.most())
                        print(f"run {run + 1} {subject.name:9}{size:>5} B {flows:>7} flows "
                              f"{rates[subject.name, size, flows][-1] / 1e3:8.0f} kpps", flush=True)
                half = rates["kernel", *cases[-1]][0] / 2
                for subject in [] if o.no_latency or run > 0 else subjects:
                    subject.load(1000, IMIX)
                    latencies[subject.name] = (half, subject.gun.ask(f"latency {half} 5"))
                for subject in subjects[1:]:
                    print(f"      {subject.name}: counted drops",
                          {k: v for k, v in subject.metrics().items() if "drop" in k}, flush=True)
            finally:
                for subject in subjects:
                    subject.stop()
        failed = report(tiers, cases, rates, latencies)
        for subject in subjects[1:]:
            allocated, packets = allocation(subject)
            print(f"{subject.name}: {allocated:.3f} bytes allocated per packet by the workers' threads, "
                  f"over {packets:,} packets (JFR)")
        return failed
    finally:
        for subject in subjects:
            subject.close()


def each(rates):
    return " ".join(f"{rate / 1e3:.0f}" for rate in rates)


def report(tiers, cases, rates, latencies):
    failed = 0
    print(f"\nkpps at < 0.1 % loss, one core each: median (all runs)\n{'frames':>8} {'flows':>8}  kernel bridge")
    for size, flows in cases:
        kernel = statistics.median(rates["kernel", size, flows])
        line = f"{size:>8} {flows:>8}  {kernel / 1e3:6.0f} ({each(rates['kernel', size, flows])})"
        for tier in tiers:
            got = statistics.median(rates[tier, size, flows])
            # Of the same minute
            pairs = zip(rates[tier, size, flows], rates["kernel", size, flows])
            ratio = statistics.median(mine / max(its, 1) for mine, its in pairs)
            bar = BARS.get((tier, "imix" if size == "imix" else "uniform"))
            verdict = "" if bar is None else " ok" if ratio >= bar else f" BELOW {bar}"
            failed |= "BELOW" in verdict
            line += f"   {tier} {got / 1e3:6.0f} ({each(rates[tier, size, flows])}) = {ratio:.2f}{verdict}"
        print(line)
    for name, (rate, told) in latencies.items():
        count, p50, p99 = told.split()
        print(f"latency at {rate / 1e3:.0f} kpps, IMIX: {name:9} p50 {p50} us, p99 {p99} us ({count} packets timed)")
    return int(failed)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
sys.exit(main())
