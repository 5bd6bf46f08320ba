import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * Sends VXLAN datagrams of many inner TCP flows, both ways, at a steady rate through one network
 * device ({@link LiveFrames}), and times marked ones when they come back. Reads orders from
 * standard input, a line each:
 *
 * <pre>
 *   load FLOWS SIZES      SIZES: inner frame lengths, e.g. 64 or 64,64,576,1400: one at random each
 *   run PPS SECONDS       answers: sent SECONDS
 *   latency PPS SECONDS   answers: count p50 p99, in microseconds
 * </pre>
 *
 * <p>Usage: java PacketGun.java DEVICE PEER SOURCE_IP TARGET_IP TARGET_MAC, where PEER is the name
 * of the device's other end
 */
public final class PacketGun {
  private static final int BATCH = 32;
  private static final int FRAME = 2048;
  private static final int OUTER = 14 + 20 + 8 + 8;
  private static final int HEADERS = 14 + 20 + 20;

  /** Entries at least of a mix of lengths. */
  private static final int LEAST_MIX = 16_384;

  private static final int MARK_EVERY = 512;
  private static final int MARKED_PORT = 7;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_TIMESTAMPNS = 35;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** With {@code -Dmirror=PORT} all goes to that one port, as a mirror session's packets do. */
  private static final Integer MIRROR = Integer.getInteger("mirror");

  private static final int MIRROR_VNI = 77;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle sendmmsg = call("sendmmsg", 'i', 'i', 'p', 'i', 'i');
  private final MethodHandle recvmsg = call("recvmsg", 'l', 'i', 'p', 'i');
  private final MethodHandle clock = call("clock_gettime", 'i', 'i', 'p');
  private final MethodHandle setsockopt = call("setsockopt", 'i', 'i', 'i', 'i', 'p', 'i');
  private final MemorySegment time = arena.allocate(16);
  private final int out;
  private final MemorySegment frames = arena.allocate((long) BATCH * FRAME, 64);
  private final MemorySegment headers = arena.allocate(BATCH * 64L, 8);
  private final MemorySegment vectors = arena.allocate(BATCH * 16L, 8);
  private final byte[] outer;
  private final int index;
  private final String peer;
  private LiveFrames loaded;
  private int entries;
  private int next;
  private final Random random = new Random(7);
  private final MemorySegment received = arena.allocate(256);
  private final MemorySegment message = arena.allocate(56, 8);
  private final MemorySegment control = arena.allocate(256, 8);
  private final long[] latencies = new long[1 << 20];
  private int timed;

  private static MethodHandle call(String name, char result, char... arguments) {
    var layouts = new ValueLayout[arguments.length];
    Arrays.setAll(layouts, i -> layout(arguments[i]));
    return Linker.nativeLinker()
        .downcallHandle(
            Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
            FunctionDescriptor.of(layout(result), layouts));
  }

  private static ValueLayout layout(char type) {
    return switch (type) {
      case 'i' -> ValueLayout.JAVA_INT;
      case 'l' -> ValueLayout.JAVA_LONG;
      default -> ValueLayout.ADDRESS;
    };
  }

  private PacketGun(String device, String peer, String source, String target, String targetMac)
      throws Throwable {
    this.peer = peer;
    Path sys = Path.of("/sys/class/net", device);
    index = Integer.parseInt(Files.readString(sys.resolve("ifindex")).strip());
    byte[] sourceMac = mac(Files.readString(sys.resolve("address")).strip());
    out = socket(index, 0);
    option(out, 263, 20, 1); // PACKET_QDISC_BYPASS
    option(out, 1, SO_SNDBUFFORCE, 64 << 20);
    outer = outer(sourceMac, mac(targetMac), source, target);
    for (int i = 0; i < BATCH; i++) {
      MemorySegment header = headers.asSlice(i * 64L, 64);
      header.set(ValueLayout.ADDRESS, 16, vectors.asSlice(i * 16L, 16));
      header.set(ValueLayout.JAVA_LONG, 24, 1);
      vectors.set(ValueLayout.ADDRESS, i * 16L, frames.asSlice((long) i * FRAME, FRAME));
    }
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ValueLayout.ADDRESS, 0, received);
    vector.set(ValueLayout.JAVA_LONG, 8, received.byteSize());
    message.set(ValueLayout.ADDRESS, 16, vector);
    message.set(ValueLayout.JAVA_LONG, 24, 1);
    message.set(ValueLayout.ADDRESS, 32, control);
  }

  private int socket(int index, int protocol) throws Throwable {
    int wire = Short.toUnsignedInt(Short.reverseBytes((short) protocol));
    int fd = (int) call("socket", 'i', 'i', 'i', 'i').invokeExact(17, 3 | 2048, wire);
    MemorySegment address = arena.allocate(20);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) 17);
    address.set(ValueLayout.JAVA_SHORT, 2, (short) wire);
    address.set(ValueLayout.JAVA_INT, 4, index);
    if (fd < 0 || (int) call("bind", 'i', 'i', 'p', 'i').invokeExact(fd, address, 20) != 0) {
      throw new IOException("a packet socket cannot be opened: root is needed");
    }
    return fd;
  }

  private void option(int fd, int level, int name, int value) throws Throwable {
    MemorySegment number = arena.allocate(4);
    number.set(ValueLayout.JAVA_INT, 0, value);
    int ignored = (int) setsockopt.invokeExact(fd, level, name, number, 4);
  }

  /**
   * What has the marked inner source port and was not sent by us, before the traffic control that
   * drops. Only while it is timed: as long as there is such a socket, the kernel looks at the clock
   * for each packet of every device.
   */
  private int marked() throws Throwable {
    int in = socket(index, 3);
    filter(
        in,
        0x28,
        0,
        0,
        0xfffff004, // ldh packet type
        0x15,
        3,
        0,
        4, // outgoing: drop
        0x28,
        0,
        0,
        OUTER + 14 + 20,
        0x15,
        0,
        1,
        MARKED_PORT,
        6,
        0,
        0,
        256,
        6,
        0,
        0,
        0);
    option(in, 1, SO_RCVBUFFORCE, 64 << 20);
    option(in, 1, SO_TIMESTAMPNS, 1);
    return in;
  }

  private void filter(int fd, int... program) throws Throwable {
    MemorySegment code = arena.allocate(program.length * 2L, 8);
    for (int i = 0; i < program.length; i += 4) {
      code.set(ValueLayout.JAVA_SHORT, i * 2L, (short) program[i]);
      code.set(ValueLayout.JAVA_BYTE, i * 2L + 2, (byte) program[i + 1]);
      code.set(ValueLayout.JAVA_BYTE, i * 2L + 3, (byte) program[i + 2]);
      code.set(ValueLayout.JAVA_INT, i * 2L + 4, program[i + 3]);
    }
    MemorySegment filter = arena.allocate(16, 8);
    filter.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / 4));
    filter.set(ValueLayout.ADDRESS, 8, code);
    int ignored = (int) setsockopt.invokeExact(fd, 1, SO_ATTACH_FILTER, filter, 16);
  }

  private static byte[] mac(String text) {
    return HexFormat.ofDelimiter(":").parseHex(text);
  }

  private static byte[] outer(byte[] sourceMac, byte[] targetMac, String source, String target)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(OUTER);
    bytes.put(targetMac).put(sourceMac).putShort((short) 0x0800);
    bytes.put((byte) 0x45).put((byte) 0).putShort((short) 0).putInt(0x4000).put((byte) 64);
    bytes.put((byte) 17).putShort((short) 0).put(ip(source)).put(ip(target));
    return bytes.array();
  }

  private static byte[] ip(String text) throws IOException {
    return Inet4Address.getByAddress(InetAddress.ofLiteral(text).getAddress()).getAddress();
  }

  /** Entries of all flows in turn, both ways; as many rounds as a mix of lengths needs. */
  private void load(int count, int[] lengths) throws Throwable {
    int ways = count * 2;
    int rounds = lengths.length == 1 ? 1 : Math.max(1, LEAST_MIX / ways);
    int[] sequence = new int[ways];
    if (loaded != null) {
      loaded.close();
    }
    LiveFrames fresh = new LiveFrames(index, peer, ways * rounds);
    for (int i = 0; i < ways * rounds; i++) {
      int way = i % ways;
      int length = lengths[lengths.length == 1 ? 0 : random.nextInt(lengths.length)];
      MemorySegment entry = fresh.entry(i);
      frame(entry.asByteBuffer(), way, length, sequence[way], sequence[way ^ 1]);
      entry.set(ValueLayout.JAVA_INT, LiveFrames.SHORTER, OUTER + length - LiveFrames.LONGEST);
      sequence[way] += length - HEADERS;
    }
    for (int i = 0; i < ways * rounds; i++) {
      MemorySegment entry = fresh.entry(i);
      int way = i % ways;
      entry.set(ValueLayout.JAVA_INT, LiveFrames.SEQUENCE_STEP, sequence[way]);
      entry.set(ValueLayout.JAVA_INT, LiveFrames.ACKNOWLEDGEMENT_STEP, sequence[way ^ 1]);
    }
    loaded = fresh;
    entries = ways * rounds;
    next = 0;
  }

  private void frame(ByteBuffer frame, int way, int length, int sequence, int acknowledgement)
      throws IOException {
    boolean back = (way & 1) == 1;
    int flow = way >>> 1;
    frame.order(ByteOrder.BIG_ENDIAN).put(outer);
    frame.putShort(16, (short) (length + 36));
    frame.putShort(24, checksum(frame, 14));
    frame.putShort(34, (short) (32_768 + flow % 16_384));
    frame.putShort(36, (short) (MIRROR != null ? MIRROR : back ? 10_801 : 10_800));
    frame.putShort(38, (short) (length + 16));
    int vni = MIRROR != null ? MIRROR_VNI : back ? 901 : 900;
    frame.putInt(42, 0x0800_0000).putInt(46, vni << 8);
    long client = 0x0200_0000_0001L;
    long server = 0x0200_0000_0002L;
    frame.position(OUTER);
    putMac(frame, back ? client : server);
    putMac(frame, back ? server : client);
    frame.putShort((short) 0x0800);
    int at = frame.position();
    frame.putInt(0x4500_0000 | (length - 14)).putInt((way & 0xffff) << 16 | 0x4000);
    frame.putInt(0x4006_0000);
    int clientAddress = 0x0a09_0000 + (flow >>> 4);
    int serverAddress = 0x0a0a_0000 + (flow & 0xff);
    int port = 10_000 + (flow & 0xf) * 1_000 + (flow >>> 8) % 1_000;
    frame.putInt(back ? serverAddress : clientAddress).putInt(back ? clientAddress : serverAddress);
    frame.putShort(at + 10, checksum(frame, at));
    frame.putInt(back ? 443 << 16 | port : port << 16 | 443);
    frame.putInt(sequence).putInt(acknowledgement).putInt(0x5010_ffff).putInt(0);
  }

  /** Puts the next entry's frame into a message. */
  private void fill(int slot, boolean marked) {
    MemorySegment entry = requireNonNull(loaded).entry(next++ % entries);
    MemorySegment frame = frames.asSlice((long) slot * FRAME, FRAME);
    MemorySegment.copy(entry, 0, frame, 0, LiveFrames.HEADER);
    int length = LiveFrames.LONGEST + entry.get(ValueLayout.JAVA_INT, LiveFrames.SHORTER);
    grow(entry, LiveFrames.SEQUENCE, LiveFrames.SEQUENCE_STEP);
    grow(entry, LiveFrames.ACKNOWLEDGEMENT, LiveFrames.ACKNOWLEDGEMENT_STEP);
    if (marked && length >= OUTER + 64) {
      frame.set(SHORT, OUTER + 34L, (short) MARKED_PORT);
      frame.set(LONG, OUTER + 54L, now());
    }
    vectors.set(ValueLayout.JAVA_LONG, slot * 16L + 8, length);
  }

  private static void grow(MemorySegment entry, int number, int step) {
    entry.set(INT, number, entry.get(INT, number) + entry.get(ValueLayout.JAVA_INT, step));
  }

  private static void putMac(ByteBuffer frame, long mac) {
    frame.putShort((short) (mac >>> 32)).putInt((int) mac);
  }

  private static short checksum(ByteBuffer frame, int at) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += frame.getShort(at + i) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }

  private long now() {
    try {
      int ignored = (int) clock.invokeExact(0, time);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
  }

  /** One frame at a time, from a packet socket, and marks some. */
  private void mark(int in, double rate, double seconds) throws Throwable {
    long sent = 0;
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      long due = (long) ((System.nanoTime() - begin) * 1e-9 * rate);
      drain(in);
      if (due == sent) {
        Thread.onSpinWait();
        continue;
      }
      int batch = (int) Math.min(BATCH, due - sent);
      for (int i = 0; i < batch; i++) {
        fill(i, (sent + i) % MARK_EVERY == 0);
      }
      for (int done = 0; done < batch; ) {
        int n = (int) sendmmsg.invokeExact(out, headers.asSlice(done * 64L), batch - done, 0);
        done += Math.max(0, n);
      }
      sent += batch;
    }
  }

  /** Arrivals are timed by the kernel, so it does not matter that we look late. */
  private void drain(int in) throws Throwable {
    while (true) {
      message.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
      long length = (long) recvmsg.invokeExact(in, message, 0x40);
      if (length <= 0) {
        return;
      }
      long arrived =
          control.get(ValueLayout.JAVA_LONG, 16) * 1_000_000_000L
              + control.get(ValueLayout.JAVA_LONG, 24);
      long left = received.get(LONG, OUTER + 54);
      if (timed < latencies.length) {
        latencies[timed++] = arrived - left;
      }
    }
  }

  private String latency(double rate, double seconds) throws Throwable {
    timed = 0;
    int in = marked();
    mark(in, rate, seconds);
    Thread.sleep(100);
    drain(in);
    int ignored = (int) call("close", 'i', 'i').invokeExact(in);
    long[] sorted = Arrays.copyOf(latencies, timed);
    Arrays.sort(sorted);
    return timed == 0
        ? "0 - -"
        : "%d %.0f %.0f"
            .formatted(timed, sorted[timed / 2] / 1e3, sorted[(int) (timed * 0.99)] / 1e3);
  }

  /** The only entry. */
  public static void main(String[] arguments) throws Throwable {
    PacketGun gun =
        new PacketGun(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    System.out.println("ready");
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "load" -> {
          gun.load(
              Integer.parseInt(words[1]),
              Arrays.stream(words[2].split(",")).mapToInt(Integer::parseInt).toArray());
          System.out.println("loaded");
        }
        case "run" -> {
          LiveFrames.Shot shot =
              requireNonNull(gun.loaded)
                  .run(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
          System.out.printf("%d %.3f%n", shot.frames(), shot.seconds());
        }
        case "latency" ->
            System.out.println(
                gun.latency(Double.parseDouble(words[1]), Double.parseDouble(words[2])));
        default -> System.out.println("what?");
      }
    }
  }
}
