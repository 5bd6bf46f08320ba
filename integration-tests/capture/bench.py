#!/usr/bin/env python3
"""Capture beside `tcpdump -w` and dumpcap, on one core each, in one run.

    bench.sh [--sizes 1400,256] [--runs 3] [--seconds 3] [--tier xdp|sockets] [--to DIRECTORY]

As root, after `mvn verify`. A network namespace holds what is measured, on core 1, with the device's own polling
thread; the packet gun is on core 0 and sends VXLAN datagrams of 1,000 inner TCP flows. The peers write the datagrams as
they come, and nothing else is done with these: they are dropped right behind the packet socket. Ours is received by
the appliance's worker, decapsulated, decoded, indexed and written: worker, writer, keeper and indexes have core 1 as
well, and only the JVM's compilers and collector are on core 0, where also the gun is. Its heap is that of bin/appliance;
it is collected once after the warm-up, as an appliance does before its probe says ready. Its store is kept within 2 GiB
all the time, the peers' files are deleted between shots. Each has 64 MiB for packets that wait, the highest niceness, so
that other processes matter less, and writes to the same memory-backed file system, so that it is not the disk that is
measured. As xfs and ext4 do, it takes pages in as large folios as a write fills, and from memory that the machine has
(see `Pages`).

Printed: the highest rate, in thousand packets a second, of which every packet that was sent is in the files, as the
median of the runs with all of them beside it. Exit 0 when ours is at least the better peer's, 1 when not, 77 when it cannot be run.
"""
import argparse, ctypes, os, pathlib, re, shutil, signal, statistics, subprocess, sys, tempfile, threading, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "gun"))
from road import Gun, Road, highest, needs, sh, skip

ROOT = HERE.parent.parent
PORT = 4789
BUFFER_MIB = 64

options = argparse.ArgumentParser()
options.add_argument("--sizes", default="1400,256")
options.add_argument("--runs", type=int, default=3)
options.add_argument("--seconds", type=float, default=3)
options.add_argument("--tier", default="xdp", choices=["xdp", "sockets"])
options.add_argument("--subjects", default="tcpdump,dumpcap,ours")
options.add_argument("--to", help="a directory of another file system")
options.add_argument("--java-opts", default="")
o = options.parse_args()

jdk = needs("tcpdump", "dumpcap", "capinfos")
classes = ROOT / "integration-tests/target/classpath.txt"
classpath = os.environ.get("CLASSPATH_OF_TESTS") or (
    f"{ROOT}/integration-tests/target/test-classes:{classes.read_text().strip()}" if classes.exists() else
    skip("needs the tests' classes (mvn verify)"))
out = pathlib.Path(tempfile.mkdtemp(dir=o.to))
road = Road("cr", jdk)
work, ns, device, inside = road.work, road.ns, road.device, road.inside


class Pages:
    """
    Free memory that the machine has. A hypervisor may take back what is free in blocks of 2 MiB (the balloon's free page
    reporting), and gives it again at the first touch, at a fifth of the speed: a matter of how long ago files were
    deleted, not of who writes. So files are written to blocks of 1 MiB whose neighbours are in use.
    """

    BLOCK, BYTES = 1 << 20, 6 << 30

    def __init__(self):
        self.held = os.memfd_create("pages")
        for _ in range(0, self.BYTES, self.BLOCK):
            os.write(self.held, bytes(self.BLOCK))
        hole = ctypes.CDLL(None, use_errno=True).fallocate
        hole.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        for at in range(0, self.BYTES, 2 * self.BLOCK):
            # FALLOC_FL_PUNCH_HOLE and FALLOC_FL_KEEP_SIZE
            if hole(self.held, 3, at, self.BLOCK):
                raise OSError(ctypes.get_errno(), "a hole in held memory")

    def close(self):
        os.close(self.held)


class Peer:
    """A tool that is started for each shot; what it wrote is counted in its file."""

    warm = ((50_000, 1),)

    def __init__(self, name):
        self.name = name

    def start(self):
        inside(f"tc qdisc add dev {device} clsact")
        inside(f"tc filter add dev {device} ingress bpf da bytecode '1,6 0 0 2'")

    def settle(self):
        pass

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
        sent, took = gun.run(rate, seconds)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        process.wait(60)
        written = int(re.search(r"Number of packets = (\d+)", sh(f"capinfos -M -c {file} | sed 's/: */ = /'"))[1])
        file.unlink()
        return sent, written, took


class Ours:
    name = "ours"

    # Until the compilers have nothing left to do
    warm = ((50_000, 4), (100_000, 4), (200_000, 4))

    def start(self):
        self.state = out / "state"
        log = open(work / "ours", "w")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", ns, "nice", "-n", "-20", "taskset", "-c", "0", f"{jdk}/bin/java", "-XX:+UseSerialGC",
             "-Xms48m", "-Xmn32m", "-Xmx256m", "-XX:MaxDirectMemorySize=256m",
             "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", *o.java_opts.split(),
             "-cp", classpath, "io.sluice.it.capture.CaptureMain", str(self.state), "10.8.0.2", str(PORT), "1",
             str(2 << 30), str(64 << 20), "1000", "100", o.tier, "0", "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.told, self.lines = "", 0
        threading.Thread(target=self.listen, daemon=True).start()
        self.line()
        print(f"      ours: {(work / 'ours').read_text().strip().splitlines()[-1]}", flush=True)
        road.pin_workers(self.process.pid, ("tunnel", "capture"), 4)

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
        sent, took = gun.run(rate, seconds)
        time.sleep(1.5)
        after = self.line()
        self.lost = [b - a for a, b in zip(before, after)]
        return sent, self.lost[4], took

    def settle(self):
        road.collect(self.process.pid)

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


def shot(subject, gun, rate):
    """Packets a second that were written, or 0 where one of those that were sent was not."""
    sent, written, took = subject.shot(gun, rate, o.seconds)
    if os.environ.get("VERBOSE"):
        print(f"        {subject.name} {rate:.0f}: sent {sent} ({sent / took:.0f}/s) written {written}", flush=True)
    return written / took if written >= sent else 0


def main():
    road.open()
    if not o.to:
        sh(f"mount -t tmpfs -o huge=within_size,mode=700 tmpfs {out}")
    gun = Gun(road, PORT)
    pages = Pages()
    names = o.subjects.split(",")
    subjects = {name: Ours() if name == "ours" else Peer(name) for name in names}
    sizes = o.sizes.split(",")
    rates = {(name, size): [] for name in names for size in sizes}
    try:
        for run in range(o.runs):
            for name, subject in subjects.items():
                subject.start()
                road.pin()
                try:
                    for size in sizes:
                        gun.ask(f"load 1000 {size}")
                        for rate, seconds in subject.warm:
                            subject.shot(gun, rate, seconds)
                        subject.settle()
                        rates[name, size].append(highest(lambda rate: shot(subject, gun, rate), 50_000, 1_500_000))
                        print(f"run {run + 1} {name:8} {size:>5} B {rates[name, size][-1] / 1e3:8.0f} kpps", flush=True)
                finally:
                    subject.stop()
    finally:
        pages.close()
        gun.close()
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
    road.close()
    sh(f"umount {out}", check=False)
    shutil.rmtree(out, ignore_errors=True)
sys.exit(code)
