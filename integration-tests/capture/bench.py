#!/usr/bin/env python3
"""Capture beside `tcpdump -w` and dumpcap, on one core each, in one run.

    bench.sh [--sizes 1400,256] [--runs 3] [--seconds 3] [--tier xdp|sockets] [--to DIRECTORY]

As root, after `mvn verify`. A network namespace holds what is measured, on core 1, with the device's own polling
thread; the packet gun is on core 0 and sends VXLAN datagrams of 1,000 inner TCP flows. The peers write the datagrams as
they come, and nothing else is done with these: they are dropped right behind the packet socket. Ours is received by
the appliance's worker, decapsulated, decoded, indexed and written: worker, writer, keeper and indexes have core 1 as
well, and only the JVM's compilers and collector are on core 0, where also the gun is. Each has 64 MiB for packets that
wait, the highest niceness, so that other processes matter
less, and writes to the same memory-backed file system, so that it is not the disk that is measured.

Printed: the highest rate, in thousand packets a second, of which every packet that arrived is in the files, and at which
the device itself overran by less than 1 %, as the median of the runs with all of them beside it. Exit 0 when ours is at least the better peer's, 1 when not, 77 when it cannot be run.
"""
import argparse, os, pathlib, re, shutil, signal, statistics, subprocess, sys, tempfile, threading, time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PORT = 4789
BUFFER_MIB = 64

# Of what is sent: a veth takes up 256 frames that wait, which is less than a millisecond of them, where a card has
# thousands. It loses some whenever the machine itself stands still, whatever is measured
OVERRUN = 0.01

options = argparse.ArgumentParser()
options.add_argument("--sizes", default="1400,256")
options.add_argument("--runs", type=int, default=3)
options.add_argument("--seconds", type=float, default=3)
options.add_argument("--tier", default="xdp", choices=["xdp", "sockets"])
options.add_argument("--subjects", default="tcpdump,dumpcap,ours")
options.add_argument("--to", default="/dev/shm")
options.add_argument("--java-opts", default="")
o = options.parse_args()


def skip(why):
    print(f"SKIPPED: capture bench: {why}", file=sys.stderr)
    sys.exit(77)


if os.geteuid() != 0:
    skip("needs root for network namespaces")
if os.cpu_count() < 2:
    skip("needs two cores: one to send, one to measure")
for tool in ("ip", "tc", "ethtool", "taskset", "chrt", "tcpdump", "dumpcap", "capinfos"):
    if not shutil.which(tool):
        skip(f"needs {tool}")
classes = ROOT / "integration-tests/target/classpath.txt"
classpath = os.environ.get("CLASSPATH_OF_TESTS") or (
    f"{ROOT}/integration-tests/target/test-classes:{classes.read_text().strip()}" if classes.exists() else
    skip("needs the tests' classes (mvn verify)"))
jdk = next((str(j) for j in [*sorted(pathlib.Path("/usr/lib/jvm").glob("*25*")), os.environ.get("JAVA_HOME", "")]
            if os.path.exists(f"{j}/bin/javac")), None) or skip("needs a JDK 25")
work = pathlib.Path(tempfile.mkdtemp())
out = pathlib.Path(tempfile.mkdtemp(dir=o.to))
REAL_TIME = pathlib.Path("/proc/sys/kernel/sched_rt_runtime_us")
real_time = REAL_TIME.read_text()
ns = f"sluice-ring-{os.getpid()}"
gun_device, device = f"rg{os.getpid() % 100000}", f"ra{os.getpid() % 100000}"


def sh(line, check=True):
    return subprocess.run(line, shell=True, check=check, text=True, capture_output=True).stdout


def inside(line, check=True):
    return sh(f"ip netns exec {ns} {line}", check)


class Gun:
    def __init__(self):
        sh(f"{jdk}/bin/javac -d {work} {HERE}/../forwarding/PacketGun.java {HERE}/../forwarding/LiveFrames.java")
        mac = inside(f"cat /sys/class/net/{device}/address").strip()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", f"{jdk}/bin/java", "-XX:+UseSerialGC", "-Xmx256m",
             "--enable-native-access=ALL-UNNAMED",
             f"-Dmirror={PORT}", "-cp", str(work), "PacketGun", gun_device, "10.8.0.1", "10.8.0.2", mac],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the packet gun has ended")
        return line


class Peer:
    """A tool that is started for each shot; what it wrote is counted in its file."""

    def __init__(self, name):
        self.name = name

    def start(self):
        inside(f"tc qdisc add dev {device} clsact")
        inside(f"tc filter add dev {device} ingress bpf da bytecode '1,6 0 0 2'")

    def stop(self):
        inside(f"tc qdisc del dev {device} clsact", check=False)

    def shot(self, gun, rate, seconds):
        file = out / "peer"
        command = {
            "tcpdump": ["tcpdump", "-Z", "root", "-n", "-p", "-i", device, "-B", str(BUFFER_MIB << 10), "-w", str(file)],
            "dumpcap": ["dumpcap", "-q", "-p", "-i", device, "-B", str(BUFFER_MIB), "-w", str(file)],
        }[self.name]
        log = open(work / self.name, "w+")
        process = subprocess.Popen(["ip", "netns", "exec", ns, "nice", "-n", "-20", "taskset", "-c", "1", *command], stdout=log, stderr=log)
        for _ in range(200):
            if re.search("listening|Capturing|File:", (work / self.name).read_text()):
                break
            time.sleep(0.05)
        time.sleep(0.3)
        sent, took = gun.ask(f"run {rate} {seconds}").split()
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        process.wait(60)
        written = int(re.search(r"Number of packets = (\d+)", sh(f"capinfos -M -c {file} | sed 's/: */ = /'"))[1])
        file.unlink()
        return int(sent), written, float(took)


class Ours:
    name = "ours"

    def start(self):
        self.state = out / "state"
        log = open(work / "ours", "w")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", ns, "nice", "-n", "-20", "taskset", "-c", "0", f"{jdk}/bin/java", "-XX:+UseSerialGC",
             "-Xmx512m",
             "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", *o.java_opts.split(),
             "-cp", classpath, "io.sluice.it.capture.CaptureMain", str(self.state), "10.8.0.2", str(PORT), "1",
             str(2 << 30), str(64 << 20), "1000", "100", o.tier, "0", "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.told, self.lines = "", 0
        threading.Thread(target=self.listen, daemon=True).start()
        self.line()
        print(f"      ours: {(work / 'ours').read_text().strip().splitlines()[-1]}", flush=True)
        self.pin()

    def pin(self):
        pinned = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            if re.match("tunnel|capture", (task / "comm").read_text()):
                sh(f"taskset -p -c 1 {task.name}")
                pinned += 1
        if pinned != 4:
            raise RuntimeError(f"{pinned} threads of ours are on the core")
        polling()

    def listen(self):
        for line in self.process.stdout:
            self.told = line
            self.lines += 1

    def line(self):
        """What is told from now on, not what was told before."""
        seen = self.lines
        while self.lines < seen + 2:
            if self.process.poll() is not None:
                raise RuntimeError("ours has ended:\n" + (work / "ours").read_text()[-2000:])
            time.sleep(0.01)
        return list(map(int, self.told.split()[:9]))

    def shot(self, gun, rate, seconds):
        before = self.line()
        sent, took = gun.ask(f"run {rate} {seconds}").split()
        time.sleep(1.5)
        after = self.line()
        self.lost = [b - a for a, b in zip(before, after)]
        return int(sent), self.lost[4], float(took)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
        count = sum(int(n) for n in re.findall(r"Number of packets = (\d+)", sh(
            f"capinfos -M -c {self.state}/capture/*.pcapng | sed 's/: */ = /'")))
        print(f"      ours: {count:,} packets in the segments that are left, as capinfos counts", flush=True)
        shutil.rmtree(self.state, ignore_errors=True)


AUTOGROUP = pathlib.Path("/proc/self/autogroup")


def autogroup(niceness):
    """Niceness counts among a session's own processes only, where the kernel groups them (sched(7)); this is the group's."""
    try:
        before = int(AUTOGROUP.read_text().split()[-1])
        AUTOGROUP.write_text(str(niceness))
        return before
    except OSError:
        return 0


def arrived():
    return int(inside(f"cat /sys/class/net/{device}/statistics/rx_packets"))


def shot(subject, gun, rate):
    """Packets a second that were written, or 0 where one that arrived was not, or too many did not arrive."""
    before = arrived()
    sent, written, took = subject.shot(gun, rate, o.seconds)
    taken = arrived() - before
    if os.environ.get("VERBOSE"):
        print(f"        {subject.name} {rate:.0f}: sent {sent} arrived {taken} written {written}", flush=True)
    return written / took if written >= taken >= sent * (1 - OVERRUN) else 0


def highest(subject, gun):
    """The highest rate, in packets a second, of which all that arrived are written; to some 3 %. A second shot decides: these machines stand still at times."""
    low, high, best = 50_000, 1_500_000, 0
    for _ in range(7):
        rate = (low * high) ** 0.5
        got = shot(subject, gun, rate) or shot(subject, gun, rate)
        if got:
            best, low = max(best, got), rate
        else:
            high = rate
    return best


def polling():
    """The polling threads, which come anew with an XDP program, each to its core."""
    for name, core in ((gun_device, 0), (device, 1)):
        for thread in sh(f"pgrep '^napi/{name}-'", check=False).split():
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
        sh(f"{where}ethtool -K {name} tso off gso off tx-udp-segmentation off gro on")
        sh(f"{where}ip link set {name} mtu 1550 up")
        sh(f"{where}sh -c 'echo 1 > {settings}/threaded'")
        # Interrupts are coalesced over so many nanoseconds, as cards do
        sh(f"{where}sh -c 'echo 2 > {settings}/napi_defer_hard_irqs; echo 100000 > {settings}/gro_flush_timeout'")
    REAL_TIME.write_text("-1")
    inside("sysctl -qw net.ipv6.conf.all.disable_ipv6=1", check=False)
    sh(f"sysctl -qw net.ipv6.conf.{gun_device}.disable_ipv6=1", check=False)
    mac = inside(f"cat /sys/class/net/{device}/address").strip()
    gun_mac = pathlib.Path(f"/sys/class/net/{gun_device}/address").read_text().strip()
    sh(f"ip neigh replace 10.8.0.2 lladdr {mac} dev {gun_device} nud permanent")
    inside(f"ip neigh replace 10.8.0.1 lladdr {gun_mac} dev {device} nud permanent")


def main():
    setup()
    gun = Gun()
    names = o.subjects.split(",")
    subjects = {name: Ours() if name == "ours" else Peer(name) for name in names}
    sizes = o.sizes.split(",")
    rates = {(name, size): [] for name in names for size in sizes}
    try:
        for run in range(o.runs):
            for name, subject in subjects.items():
                subject.start()
                polling()
                try:
                    for size in sizes:
                        gun.ask(f"load 1000 {size}")
                        # Until the compilers have nothing left to do
                        for rate in (50_000, 100_000, 200_000) if name == "ours" else (50_000,):
                            subject.shot(gun, rate, 4 if name == "ours" else 1)
                        rates[name, size].append(highest(subject, gun))
                        print(f"run {run + 1} {name:8} {size:>5} B {rates[name, size][-1] / 1e3:8.0f} kpps", flush=True)
                finally:
                    subject.stop()
    finally:
        gun.process.kill()
    failed = 0
    print("\nkpps written without loss, one core each: median (all runs)")
    for size in sizes:
        middle = {name: statistics.median(rates[name, size]) for name in names}
        line = f"{size:>5} B"
        for name in names:
            line += f"   {name} {middle[name] / 1e3:.0f} ({' '.join(f'{r / 1e3:.0f}' for r in rates[name, size])})"
        peers = [middle[name] for name in names if name != "ours"]
        if peers and "ours" in names:
            ratio = middle["ours"] / max(max(peers), 1)
            failed |= ratio < 1
            line += f" = {ratio:.2f} of the better" + ("" if ratio >= 1 else " BELOW 1")
        print(line)
    return int(failed)


code = 1
group = autogroup(-20)
try:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    code = main()
finally:
    autogroup(group)
    REAL_TIME.write_text(real_time)
    sh(f"ip netns pids {ns} | xargs -r kill -9", check=False)
    sh(f"ip netns del {ns}", check=False)
    sh(f"ip link del {gun_device}", check=False)
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
sys.exit(code)
