import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngBlocks;
import io.sluice.packet.index.SegmentFiles;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Makes a store of real captures, multiplied: {@code StoreMaker CAPTURE STORE BYTES}. Each copy has
 * later times, and every second conversation other IPv4 addresses. One conversation in 64 is
 * wrapped in VXLAN and one in 64 in GENEVE, from one host to another; packets came by one of ten
 * networks. Then each segment's index is made from the file, which is what is timed.
 */
class StoreMaker {
  private static final long SEGMENT = 64L << 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int NETWORKS = 10;
  private static final int WRAP = 14 + 20 + 8 + 8;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Path store;
  private final MemorySegment block = Arena.global().allocate(1 << 19, 8);
  private final MemorySegment packet = Arena.global().allocate(1 << 19, 8);
  private final ByteBuffer view = block.asByteBuffer();
  private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 20);
  private FileChannel file;
  private long size;
  private int segments;
  private long total;
  private long packets;

  private StoreMaker(Path store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws IOException {
    Path store = Files.createDirectories(Path.of(arguments[1]));
    StoreMaker maker = new StoreMaker(store);
    maker.fill(Path.of(arguments[0]), Long.parseLong(arguments[2]));
    System.out.printf(
        "%,d packets, %,d bytes, %d segments%n", maker.packets, maker.total, maker.segments);
    index(store);
    index(store);
  }

  private void fill(Path capture, long bytes) throws IOException {
    long first = 0;
    long last = 0;
    long shift = 0;
    for (int copy = 0; total < bytes; copy++) {
      try (CaptureReader reader = CaptureFile.open(capture)) {
        while (total < bytes && reader.next()) {
          if (reader.linkType() != LinkType.ETHERNET) {
            continue;
          }
          first = first == 0 ? reader.nanos() : first;
          last = Math.max(last, reader.nanos());
          packet(reader, copy, reader.nanos() + shift);
        }
      }
      shift += last - first;
    }
    flush();
    file.close();
  }

  private void packet(CaptureReader reader, int copy, long nanos) throws IOException {
    int length = reader.captured();
    MemorySegment.copy(reader.memory(), reader.at(), packet, WRAP, length);
    int a = 0;
    int b = 0;
    if (length >= 34 && (packet.get(SHORT, WRAP + 12) & 0xffff) == 0x0800) {
      a = packet.get(INT, WRAP + 26);
      b = packet.get(INT, WRAP + 30);
      int moved = (hash(a, b) & 64) != 0 ? copy << 8 : 0;
      a ^= moved;
      b ^= moved;
      packet.set(INT, WRAP + 26, a);
      packet.set(INT, WRAP + 30, b);
    }
    int conversation = hash(a, b);
    int wrap = a == 0 || length > 1400 ? 0 : conversation & 63;
    if (wrap == 1 || wrap == 2) {
      wrap(length, wrap == 1 ? 4789 : 6081, 5000 + conversation % 1000);
      write(conversation % NETWORKS, nanos, 0, WRAP + length, WRAP + reader.wire());
    } else {
      write(conversation % NETWORKS, nanos, WRAP, length, reader.wire());
    }
  }

  private static int hash(int a, int b) {
    return (a ^ b) * 0x9e37_79b9 >>> 16;
  }

  private void wrap(int length, int port, int vni) {
    packet.set(INT, 0, 0x0200_0000);
    packet.set(INT, 4, 0x0001_0200);
    packet.set(INT, 8, 0x0000_0002);
    packet.set(SHORT, 12, (short) 0x0800);
    packet.set(INT, 14, 0x4500_0000 | WRAP - 14 + length);
    packet.set(INT, 18, 0);
    packet.set(INT, 22, 64 << 24 | 17 << 16);
    packet.set(INT, 26, 0xc0a8_fe01);
    packet.set(INT, 30, 0xc0a8_fe02);
    packet.set(INT, 34, 40_000 << 16 | port);
    packet.set(INT, 38, 16 + length << 16);
    packet.set(INT, 42, port == 4789 ? 0x0800_0000 : 0x6558);
    packet.set(INT, 46, vni << 8);
  }

  private void write(int network, long nanos, long at, int captured, int wire) throws IOException {
    if (file == null || size >= SEGMENT) {
      begin(nanos);
    }
    int length =
        PcapngBlocks.packet(
            block, 0, network, nanos, packet, at, captured, wire, PcapngBlocks.NO_DIRECTION);
    put(length);
    total += captured;
    packets++;
  }

  private void begin(long nanos) throws IOException {
    if (file != null) {
      flush();
      file.close();
    }
    size = 0;
    // As an appliance names them
    Path path =
        store.resolve(
            "%012d-%s%s"
                .formatted(
                    segments++,
                    TIME.format(Instant.ofEpochSecond(0, nanos)),
                    SegmentFiles.SEGMENT));
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    put(PcapngBlocks.section(block, 0, "StoreMaker"));
    for (int network = 0; network < NETWORKS; network++) {
      PacketSource source = PacketSource.of("external", 900 + network, LinkType.ETHERNET);
      put(PcapngBlocks.describe(block, 0, source, 0));
    }
  }

  private void put(int length) throws IOException {
    if (out.remaining() < length) {
      flush();
    }
    out.put(view.clear().limit(length));
    size += length;
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }

  private static void index(Path store) throws IOException {
    SegmentIndexer indexer = new SegmentIndexer();
    long packets = 0;
    long bytes = 0;
    long onDisk = 0;
    List<Path> segments = SegmentFiles.segments(store);
    long start = System.nanoTime();
    long busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (Path segment : segments) {
      packets += indexer.rebuild(segment).packets();
      bytes += indexer.bytes();
      indexer.finish(SegmentFiles.index(segment));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - busy) / 1e9;
    for (Path segment : segments) {
      onDisk += Files.size(SegmentFiles.index(segment));
    }
    System.out.printf(
        "index: %.2f Mpackets/s, %.2f by CPU time (reading the segments included), %.2f %% of %,d"
            + " packet bytes, %.1f bytes a packet%n",
        packets / seconds / 1e6,
        packets / cpu / 1e6,
        100.0 * onDisk / bytes,
        bytes,
        (double) onDisk / packets);
  }
}
