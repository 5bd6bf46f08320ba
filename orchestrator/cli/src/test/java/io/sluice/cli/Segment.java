package io.sluice.cli;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A segment of UDP packets, a millisecond apart, and its index. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Segment(byte[] packets, byte[] index) {
  private static final int LENGTH = 1_000;

  /**
   * @param special numbers of packets that come from 10.9.9.9; the others come from 10.0.x.y
   */
  static Segment of(Path folder, int count, int... special) throws IOException {
    Set<Integer> chosen = IntStream.of(special).boxed().collect(Collectors.toSet());
    Path file = folder.resolve("segment.pcapng");
    try (PcapngWriter writer =
        new PcapngWriter(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            "test")) {
      int source = writer.source(PacketSource.of("external", 901, 1));
      for (int i = 0; i < count; i++) {
        byte[] packet = packet(chosen.contains(i) ? 0x0a090909 : 0x0a000000 | i);
        writer.packet(
            source,
            FakeAppliance.nanos(i / 1000.0),
            MemorySegment.ofArray(packet),
            0,
            LENGTH,
            LENGTH,
            0);
      }
    }
    Path index = folder.resolve("segment.idx");
    SegmentIndexer indexer = new SegmentIndexer();
    indexer.rebuild(file);
    indexer.finish(index);
    return new Segment(Files.readAllBytes(file), Files.readAllBytes(index));
  }

  private static byte[] packet(int from) {
    ByteBuffer packet = ByteBuffer.allocate(LENGTH);
    packet.putShort(12, (short) 0x0800);
    packet.position(14);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (LENGTH - 14)).putInt(0);
    packet.put((byte) 64).put((byte) 17).putShort((short) 0).putInt(from).putInt(0x0a800001);
    packet.putShort((short) 4000).putShort((short) 53).putShort((short) (LENGTH - 34));
    return packet.array();
  }
}
