"""The road that both benches share: a packet gun on core 0, and behind a veth, in a namespace, what is measured, on core 1.

Both devices poll in real-time threads of their own, each on its core, and coalesce interrupts, as cards do. Nothing is
lost on the road: the gun holds back while the veth, which takes 256 packets, has no room, and what is sent back waits in
a queue before it, as before any card.
"""
import fcntl, functools, glob, os, pathlib, shutil, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
REAL_TIME = pathlib.Path("/proc/sys/kernel/sched_rt_runtime_us")
TOOLS = ("ip", "tc", "ethtool", "taskset", "chrt", "pgrep")


def sh(line, check=True):
    return subprocess.run(line, shell=True, check=check, text=True, capture_output=True).stdout


def skip(why):
    """Ends with 77: the bench cannot be run here."""
    print(f"SKIPPED: {pathlib.Path(sys.argv[0]).resolve().parent.name} bench: {why}", file=sys.stderr)
    sys.exit(77)


def needs(*tools):
    """Skips where the bench cannot be run; returns a JDK 25's directory."""
    if os.geteuid() != 0:
        skip("needs root for network namespaces")
    if os.cpu_count() < 2:
        skip("needs two cores: one to send, one to measure")
    for tool in (*TOOLS, *tools):
        if not shutil.which(tool):
            skip(f"needs {tool}")
    places = sorted(glob.glob("/usr/lib/jvm/*25*")) + [os.environ.get("JAVA_HOME", "")]
    return next((place for place in places if os.path.exists(f"{place}/bin/javac")), None) or skip("needs a JDK 25")


def highest(shot, low, high):
    """
    The highest rate (packets a second) that a shot came through with, to some 3 %. `shot` returns 0, or the rate it
    saw. The best of three decides, the last of them after a while: these machines stand still at times.
    """
    best = 0
    for _ in range(7):
        rate = (low * high) ** 0.5
        got = shot(rate) or shot(rate) or time.sleep(1) or shot(rate)
        if got:
            best, low = max(best, got), rate
        else:
            high = rate
    return best


@functools.cache
def real_time():
    """
    How long real-time threads may run, as it is set when first asked. From then on no other process gets past here:
    two benches at once would spoil each other.
    """
    lock = os.open(REAL_TIME, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        skip("needs both cores, and another bench has them")
    return REAL_TIME.read_text()


class Road:
    """Named after this process; `prefix`, of two letters, tells it from others of the process and of other benches."""

    def __init__(self, prefix, jdk, segmentation="off"):
        self.jdk, self.segmentation = jdk, segmentation
        number = os.getpid() % 100000
        self.ns = f"sluice-{prefix}-{number}"
        self.gun_device, self.device = f"{prefix}g{number}", f"{prefix}a{number}"
        self.real_time = real_time()
        self.work = pathlib.Path(tempfile.mkdtemp())

    def inside(self, line, check=True):
        return sh(f"ip netns exec {self.ns} {line}", check)

    def open(self):
        gun_device, device, inside = self.gun_device, self.device, self.inside
        sh(f"ip netns add {self.ns}")
        sh(f"ip link add {gun_device} type veth peer name {device} netns {self.ns}")
        sh(f"ip addr add 10.8.0.1/24 dev {gun_device}")
        inside(f"ip addr add 10.8.0.2/24 dev {device}")
        inside("ip link set lo up")
        # The gun's device comes up last: what its peer can take, a veth looks at only then
        for name, where in ((device, f"ip netns exec {self.ns} "), (gun_device, "")):
            settings = f"/sys/class/net/{name}"
            sh(f"{where}ethtool -K {name} tso off gso off tx-udp-segmentation {self.segmentation} gro on")
            sh(f"{where}ip link set {name} mtu 1550 up")
            sh(f"{where}sh -c 'echo 1 > {settings}/threaded'")
            # A veth otherwise wakes the other core for each packet
            sh(f"{where}sh -c 'echo 2 > {settings}/napi_defer_hard_irqs; echo 100000 > {settings}/gro_flush_timeout'")
        # Without one, a veth throws away what its peer has no room for
        inside(f"tc qdisc add dev {device} root pfifo limit 1000")
        # A real-time thread is stopped for 50 ms of each second otherwise
        REAL_TIME.write_text("-1")
        inside("sysctl -qw net.ipv6.conf.all.disable_ipv6=1", check=False)
        sh(f"sysctl -qw net.ipv6.conf.{gun_device}.disable_ipv6=1", check=False)
        mac = inside(f"cat /sys/class/net/{device}/address").strip()
        gun_mac = pathlib.Path(f"/sys/class/net/{gun_device}/address").read_text().strip()
        sh(f"ip neigh replace 10.8.0.2 lladdr {mac} dev {gun_device} nud permanent")
        inside(f"ip neigh replace 10.8.0.1 lladdr {gun_mac} dev {device} nud permanent")

    def pin(self):
        """
        The polling threads, which come anew with an XDP program, each to its core, where nothing else runs while they
        have packets, as it is with a card's interrupts.
        """
        for name, core in ((self.gun_device, 0), (self.device, 1)):
            threads = sh(f"pgrep '^napi/{name}-'", check=False).split()
            if not threads:
                raise RuntimeError(f"{name} has no polling thread")
            for thread in threads:
                sh(f"taskset -p -c {core} {thread}")
                sh(f"chrt --fifo --pid 50 {thread}")

    def pin_workers(self, process, names, count, alone=False):
        """
        The measured threads to their core; compilers, collector and export stay off it, as on a larger machine. `alone`:
        but for the polling threads nothing runs before them, as nothing runs before what is forwarded in these.
        """
        pinned = 0
        for task in pathlib.Path(f"/proc/{process}/task").iterdir():
            if (task / "comm").read_text().startswith(names):
                sh(f"taskset -p -c 1 {task.name}")
                if alone:
                    sh(f"chrt --fifo --pid 40 {task.name}")
                pinned += 1
        if pinned != count:
            raise RuntimeError(f"{pinned} threads of what is measured are on its core")

    def collect(self, process):
        """Has a JVM's collector do at once what it else would do, for 30 ms, in the midst of a shot: move what stays."""
        self.inside(f"{self.jdk}/bin/jcmd {process} GC.run")

    def close(self):
        REAL_TIME.write_text(self.real_time)
        sh(f"ip netns pids {self.ns} | xargs -r kill -9", check=False)
        sh(f"ip netns del {self.ns}", check=False)
        sh(f"ip link del {self.gun_device}", check=False)
        shutil.rmtree(self.work, ignore_errors=True)


class Gun:
    """PacketGun.java, which is asked a line at a time; `mirror` is the one port that all packets go to."""

    def __init__(self, road, mirror=None):
        sh(f"{road.jdk}/bin/javac -d {road.work} {HERE}/PacketGun.java {HERE}/LiveFrames.java")
        mac = road.inside(f"cat /sys/class/net/{road.device}/address").strip()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", f"{road.jdk}/bin/java", "-XX:+UseSerialGC", "-Xmx256m",
             "--enable-native-access=ALL-UNNAMED", *([f"-Dmirror={mirror}"] if mirror else []), "-cp", str(road.work),
             "PacketGun", road.gun_device, road.device, "10.8.0.1", "10.8.0.2", mac],
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

    def run(self, rate, seconds):
        """Packets sent, and the seconds that it took."""
        sent, took = self.ask(f"run {rate} {seconds}").split()
        return int(sent), float(took)

    def close(self):
        self.process.kill()
        self.process.wait()
