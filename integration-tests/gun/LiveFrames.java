import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * Sends frames as a card's driver hands them over: as XDP frames, which the kernel makes a packet
 * (skb) of only where somebody wants one. A packet socket's packets would have to be copied before
 * an XDP program can look at them, which no card's are.
 *
 * <p>An XDP program is run again and again by BPF_PROG_TEST_RUN with BPF_F_TEST_XDP_LIVE_FRAMES
 * (Linux 5.18): it waits for the time, takes the next of the entries that were loaded, and
 * redirects it to the device. It holds back while the device's peer, a veth, has no room for more,
 * as a link with flow control does: how many frames the peer has taken is what a second program
 * counts, at the tracepoint napi_poll in the peer's polling thread. So no frame is lost before it
 * arrives. Entries, {@link #ENTRY} bytes each, are shared memory:
 *
 * <pre>
 *   0    the frame's first {@link #HEADER} bytes, zeros follow
 *   104  bytes it is shorter than {@link #LONGEST}, as a negative number (int)
 *   108  what its sequence and acknowledgement numbers grow by each time (two ints)
 * </pre>
 */
final class LiveFrames {
  static final int ENTRY = 128;
  static final int HEADER = 104;
  static final int LONGEST = 1514;
  static final int SHORTER = 104;
  static final int SEQUENCE_STEP = 108;
  static final int ACKNOWLEDGEMENT_STEP = 112;
  static final int SEQUENCE = 88;
  static final int ACKNOWLEDGEMENT = 92;

  // The program's state, by offset
  private static final int CREDIT = 0;
  private static final int BEGIN = 8;
  private static final int RATE = 24;
  private static final int SENT = 32;
  private static final int NEXT = 40;
  private static final int TAKEN = 48;
  private static final int STATE = 64;

  private static final int BURST = 32;

  /** Frames on their way to the peer: it has 256 places, and empties them 16 at a time. */
  private static final int ROOM = 224;

  /**
   * Runs between which others have the core. The kernel keeps as many pages to be used again: with
   * fewer, whoever receives a frame has to free its page, which no card's receiver has to.
   */
  private static final int BATCH = 256;

  /** How often the program looks at the clock: a frame for nothing costs the receiver, too. */
  private static final int LOOKS = 32;

  /** So many that were not sent in time are never sent: nobody's queue is to be filled at once. */
  private static final int LATE = 128;

  /** It ends by a signal: a call that ends by itself leaves a pause until the next one. */
  private static final int ROUNDS = Integer.MAX_VALUE;

  private static final int MAP_CREATE = 0;
  private static final int PROG_LOAD = 5;
  private static final int TEST_RUN = 10;
  private static final int MAP_TYPE_ARRAY = 2;
  private static final int MAPPABLE = 1 << 10;
  private static final int RAW_TRACEPOINT_OPEN = 17;
  private static final int PROG_TYPE_XDP = 6;
  private static final int PROG_TYPE_RAW_TRACEPOINT = 17;
  private static final int LIVE_FRAMES = 1 << 1;
  private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
  private static final int SYS_BPF = ARM ? 280 : 321;
  private static final int SYS_GETTID = ARM ? 178 : 186;
  private static final int SYS_TGKILL = ARM ? 131 : 234;

  private static final MethodHandle BPF =
      call(
          "syscall",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT);
  private static final VarHandle FIRST = ValueLayout.JAVA_LONG.varHandle();
  private static final MethodHandle NUMBERS =
      call(
          "syscall",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT);
  private static final MethodHandle MMAP =
      call(
          "mmap",
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG);

  private static final MethodHandle MUNMAP =
      call("munmap", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final MethodHandle CLOSE =
      call("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private final MemorySegment frame = Arena.ofAuto().allocate(LONGEST);
  private final MemorySegment entries;
  private final MemorySegment state;
  private final int[] files;
  private final Arena arena = Arena.ofShared();

  private static MethodHandle call(String name, ValueLayout result, ValueLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(
            Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
            FunctionDescriptor.of(result, arguments));
  }

  /**
   * @param device the index of the interface to send through
   * @param peer the name of the interface that receives, of at most nine letters; a thread polls it
   * @param count of entries
   */
  LiveFrames(int device, String peer, int count) throws Throwable {
    int entryMap = map(ENTRY, count);
    int stateMap = map(STATE, 1);
    entries = memory(entryMap, (long) ENTRY * count);
    state = memory(stateMap, STATE);
    int sender = load(PROG_TYPE_XDP, code(stateMap, entryMap, count, device));
    int counter = load(PROG_TYPE_RAW_TRACEPOINT, counter(stateMap, peer));
    files = new int[] {sender, attach(counter, "napi_poll"), counter, entryMap, stateMap};
  }

  /** To be filled, in this machine's byte order but for the frame itself. */
  MemorySegment entry(int index) {
    return entries.asSlice((long) index * ENTRY, ENTRY);
  }

  /** What was sent, from the first frame until the end. */
  record Shot(long frames, double seconds) {}

  /** Sends in turn what the entries hold. */
  Shot run(double rate, double seconds) throws Throwable {
    state.set(ValueLayout.JAVA_LONG, CREDIT, 0);
    state.set(ValueLayout.JAVA_LONG, SENT, 0);
    state.set(ValueLayout.JAVA_LONG, TAKEN, 0);
    state.set(ValueLayout.JAVA_LONG, RATE, (long) (rate / 1e9 * (1L << 32)));
    state.set(ValueLayout.JAVA_LONG, BEGIN, 0); // the program sets it
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(120, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, files[0]);
      attributes.set(ValueLayout.JAVA_INT, 8, LONGEST);
      attributes.set(ValueLayout.JAVA_LONG, 16, frame.address());
      attributes.set(ValueLayout.JAVA_INT, 32, ROUNDS);
      attributes.set(ValueLayout.JAVA_INT, 64, LIVE_FRAMES);
      attributes.set(ValueLayout.JAVA_INT, 72, BATCH);
      var stopper = new FutureTask<Long>(stopper((long) (seconds * 1e9)));
      Thread.ofPlatform().daemon().start(stopper);
      long begin = System.nanoTime();
      long ignored =
          (long) BPF.invokeExact((long) SYS_BPF, TEST_RUN, attributes, (int) attributes.byteSize());
      if (System.nanoTime() - begin < seconds * 1e9) {
        throw new IOException("frames cannot be sent: live frames need root and Linux 5.18");
      }
      if (state.get(ValueLayout.JAVA_LONG, TAKEN) == 0) {
        throw new IOException("the peer has taken nothing: it needs a polling thread of its own");
      }
      return new Shot(state.get(ValueLayout.JAVA_LONG, SENT), stopper.get() / 1e9);
    }
  }

  /**
   * Interrupts the system call of the thread that asks for it, so long after the first frame;
   * returns how long after.
   */
  private Callable<Long> stopper(long nanos) throws Throwable {
    Signal alarm = new Signal("ALRM");
    Signal.handle(alarm, caught -> {});
    int process = (int) ProcessHandle.current().pid();
    int thread = (int) (long) NUMBERS.invokeExact((long) SYS_GETTID, 0, 0, 0);
    return () -> {
      try {
        long first = 0;
        // CLOCK_MONOTONIC, as bpf_ktime_get_ns
        while (first == 0 || System.nanoTime() - first < nanos) {
          LockSupport.parkNanos(100_000);
          first = first == 0 ? begin() : first;
        }
        long took = System.nanoTime() - first;
        long ignored =
            (long) NUMBERS.invokeExact((long) SYS_TGKILL, process, thread, alarm.getNumber());
        return took;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private long begin() {
    return (long) FIRST.getVolatile(state, (long) BEGIN);
  }

  private static int map(int valueBytes, int count) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(120, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, MAP_TYPE_ARRAY);
      attributes.set(ValueLayout.JAVA_INT, 4, Integer.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 8, valueBytes);
      attributes.set(ValueLayout.JAVA_INT, 12, count);
      attributes.set(ValueLayout.JAVA_INT, 16, MAPPABLE);
      return bpf(MAP_CREATE, attributes, "a map cannot be made");
    }
  }

  // Restricted because the kernel, not the compiler, answers for address and length
  @SuppressWarnings("restricted")
  private MemorySegment memory(int map, long bytes) throws Throwable {
    long whole = bytes + 4095 & -4096;
    MemorySegment mapped =
        (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, whole, 3, 1, map, 0L);
    if (mapped.address() == -1) {
      throw new IOException("a map's memory cannot be had");
    }
    return mapped.reinterpret(whole, arena, LiveFrames::unmap);
  }

  private static void unmap(MemorySegment memory) {
    try {
      int ignored = (int) MUNMAP.invokeExact(memory, memory.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives entries and program back. */
  void close() throws Throwable {
    arena.close();
    for (int file : files) {
      int ignored = (int) CLOSE.invokeExact(file);
    }
  }

  private static int attach(int program, String tracepoint) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(120, 8);
      attributes.set(ValueLayout.JAVA_LONG, 0, arena.allocateFrom(tracepoint).address());
      attributes.set(ValueLayout.JAVA_INT, 8, program);
      return bpf(RAW_TRACEPOINT_OPEN, attributes, "a tracepoint cannot be had");
    }
  }

  private static int load(int type, byte[] code) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(120, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, type);
      attributes.set(ValueLayout.JAVA_INT, 4, code.length / 8);
      MemorySegment program = arena.allocate(code.length, 8).copyFrom(MemorySegment.ofArray(code));
      attributes.set(ValueLayout.JAVA_LONG, 8, program.address());
      attributes.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
      return bpf(PROG_LOAD, attributes, "the program cannot be loaded");
    }
  }

  private static int bpf(int command, MemorySegment attributes, String what) throws Throwable {
    long result =
        (long) BPF.invokeExact((long) SYS_BPF, command, attributes, (int) attributes.byteSize());
    if (result < 0) {
      throw new IOException(what + ": bpf(2) needs root and Linux 5.18");
    }
    return (int) result;
  }

  /** Instructions as the kernel's instruction-set.rst has them; r7: the state, r8: the entry. */
  private static byte[] code(int stateMap, int entryMap, int count, int device) {
    Code code = new Code();
    code.add(0xbf, 6, 1, 0, 0); // r6 = context
    code.wide(7, 2, stateMap);
    code.add(0x79, 1, 7, CREDIT, 0);
    int credit = code.jump(0x55, 1, 0);
    code.add(0xb7, 8, 0, 0, LOOKS);
    int look = code.here();
    code.add(0x85, 0, 0, 0, 5); // ktime_get_ns
    code.add(0xbf, 9, 0, 0, 0);
    code.add(0x79, 1, 7, BEGIN, 0);
    int begun = code.jump(0x55, 1, 0);
    code.add(0xbf, 1, 9, 0, 0);
    code.add(0x7b, 7, 1, BEGIN, 0);
    code.land(begun);
    code.add(0x1f, 0, 1, 0, 0);
    code.add(0x79, 3, 7, RATE, 0);
    code.add(0x2f, 0, 3, 0, 0);
    code.add(0x77, 0, 0, 0, 32);
    code.add(0x79, 2, 7, SENT, 0);
    code.add(0x1f, 0, 2, 0, 0); // r0 = frames that are due
    code.add(0xb7, 1, 0, 0, BURST);
    int notDue = code.jump(0xcd, 0, 1);
    code.add(0x79, 4, 7, TAKEN, 0);
    code.add(0xbf, 5, 2, 0, 0);
    code.add(0x1f, 5, 4, 0, 0); // r5 = frames on their way
    code.add(0xb7, 4, 0, 0, ROOM - BURST);
    int due = code.jump(0xdd, 5, 4);
    code.land(notDue);
    code.add(0x07, 8, 0, 0, -1);
    code.add(0x55, 8, 0, look - code.here() - 1, 0);
    int nothing = code.jump(0x05, 0, 0);
    code.land(due);
    code.add(0xb7, 4, 0, 0, LATE);
    int soon = code.jump(0xcd, 0, 4);
    code.add(0x67, 2, 0, 0, 32);
    code.add(0x3f, 2, 3, 0, 0);
    code.add(0x1f, 9, 2, 0, 0);
    code.add(0x7b, 7, 9, BEGIN, 0);
    code.land(soon);
    code.land(credit);
    code.add(0x07, 1, 0, 0, -1);
    code.add(0x7b, 7, 1, CREDIT, 0);
    code.add(0x79, 1, 7, SENT, 0);
    code.add(0x07, 1, 0, 0, 1);
    code.add(0x7b, 7, 1, SENT, 0);
    code.add(0x79, 2, 7, NEXT, 0);
    code.add(0x63, 10, 2, -4, 0);
    code.add(0x07, 2, 0, 0, 1);
    code.add(0xb7, 1, 0, 0, count);
    int within = code.jump(0xad, 2, 1);
    code.add(0xb7, 2, 0, 0, 0);
    code.land(within);
    code.add(0x7b, 7, 2, NEXT, 0);
    code.wide(1, 1, entryMap);
    code.add(0xbf, 2, 10, 0, 0);
    code.add(0x07, 2, 0, 0, -4);
    code.add(0x85, 0, 0, 0, 1); // map_lookup_elem
    int none = code.jump(0x15, 0, 0);
    code.add(0xbf, 8, 0, 0, 0);
    code.add(0xbf, 1, 6, 0, 0);
    code.add(0x61, 2, 8, SHORTER, 0);
    code.add(0x85, 0, 0, 0, 65); // xdp_adjust_tail
    code.add(0x61, 9, 6, 0, 0); // r9 = data
    code.add(0x61, 4, 6, 4, 0);
    code.add(0xbf, 3, 9, 0, 0);
    code.add(0x07, 3, 0, 0, HEADER);
    int cut = code.jump(0x2d, 3, 4);
    for (int at = 0; at < HEADER; at += 8) {
      code.add(0x79, 1, 8, at, 0);
      code.add(0x7b, 9, 1, at, 0);
    }
    grow(code, SEQUENCE, SEQUENCE_STEP);
    grow(code, ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_STEP);
    code.add(0xb7, 1, 0, 0, device);
    code.add(0xb7, 2, 0, 0, 0);
    code.add(0x85, 0, 0, 0, 23); // redirect
    code.add(0x95, 0, 0, 0, 0);
    code.land(nothing);
    code.land(none);
    code.land(cut);
    code.add(0xb7, 0, 0, 0, 1); // XDP_DROP
    code.add(0x95, 0, 0, 0, 0);
    return code.bytes();
  }

  /** Adds what a poll has taken, where the thread is the peer's: "napi/", the name, a dash. */
  private static byte[] counter(int stateMap, String peer) {
    byte[] thread = ("napi/" + peer + "-").getBytes(StandardCharsets.US_ASCII);
    Code code = new Code();
    code.add(0xbf, 6, 1, 0, 0); // r6 = napi, work, budget
    code.add(0xbf, 1, 10, 0, 0);
    code.add(0x07, 1, 0, 0, -16);
    code.add(0xb7, 2, 0, 0, 16);
    code.add(0x85, 0, 0, 0, 16); // get_current_comm
    int[] others = new int[thread.length];
    for (int i = 0; i < thread.length; i++) {
      code.add(0x71, 1, 10, i - 16, 0);
      code.add(0xb7, 2, 0, 0, thread[i]);
      others[i] = code.jump(0x5d, 1, 2);
    }
    code.wide(7, 2, stateMap);
    code.add(0x79, 1, 6, 8, 0);
    code.add(0x79, 2, 7, TAKEN, 0);
    code.add(0x0f, 2, 1, 0, 0);
    code.add(0x7b, 7, 2, TAKEN, 0);
    for (int other : others) {
      code.land(other);
    }
    code.add(0xb7, 0, 0, 0, 0);
    code.add(0x95, 0, 0, 0, 0);
    return code.bytes();
  }

  private static void grow(Code code, int number, int step) {
    code.add(0x61, 1, 8, number, 0);
    code.add(0xdc, 1, 0, 0, 32); // to big-endian and back
    code.add(0x61, 2, 8, step, 0);
    code.add(0x0f, 1, 2, 0, 0);
    code.add(0xdc, 1, 0, 0, 32);
    code.add(0x63, 8, 1, number, 0);
  }

  /** A program as it is put together. */
  private static final class Code {
    private final ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());

    void add(int operation, int to, int from, int offset, int number) {
      bytes.put((byte) operation).put((byte) (from << 4 | to)).putShort((short) offset);
      bytes.putInt(number);
    }

    /** A map's file (1) or the address of its value (2). */
    void wide(int to, int kind, int map) {
      add(0x18, to, kind, 0, map);
      add(0, 0, 0, 0, 0);
    }

    int here() {
      return bytes.position() / 8;
    }

    /** A jump to where it is {@link #land}ed; an operation that compares with 0 or a register. */
    int jump(int operation, int left, int right) {
      add(operation, left, right, 0, 0);
      return here();
    }

    void land(int jump) {
      bytes.putShort(jump * 8 - 6, (short) (here() - jump));
    }

    byte[] bytes() {
      byte[] code = new byte[bytes.position()];
      bytes.get(0, code);
      return code;
    }
  }
}
