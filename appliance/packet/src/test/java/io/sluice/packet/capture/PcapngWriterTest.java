package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written is read again. tshark's verdict is CaptureJudgeTest's. */
class PcapngWriterTest {
  private static final long NANOS = 1_700_000_000_123_456_789L;

  static byte[] written(int... lengths) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out), "test")) {
      for (int i = 0; i < lengths.length; i++) {
        int source = writer.source(PacketSource.of("external", 900 + i % 2, 1));
        byte[] packet = Bytes.packet(lengths[i]);
        writer.packet(
            source,
            NANOS + i,
            MemorySegment.ofArray(packet),
            0,
            packet.length,
            packet.length + i,
            i % 3);
      }
    }
    return out.toByteArray();
  }

  @Test
  void packetsAreReadAsTheyWereWritten() throws IOException {
    Read read = Read.all(written(60, 61, 0, 63, 1400));

    assertThat(read.warnings()).isEmpty();
    assertThat(read.packets())
        .containsExactly(
            new Read.Packet(NANOS, 60, 60, 1),
            new Read.Packet(NANOS + 1, 61, 62, 1),
            new Read.Packet(NANOS + 2, 0, 2, 1),
            new Read.Packet(NANOS + 3, 63, 66, 1),
            new Read.Packet(NANOS + 4, 1400, 1404, 1));
  }

  @Test
  void theirBytesAreTheSame() throws IOException {
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(written(61, 30_000)))) {
      for (int length : List.of(61, 30_000)) {
        assertThat(reader.next()).isTrue();
        assertThat(Read.bytes(reader)).isEqualTo(Bytes.packet(length));
      }
    }
  }

  @Test
  void aPacketLongerThanTheBufferIsWrittenToo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out), "test")) {
      int source = writer.source(new PacketSource("", "", 231));
      writer.packet(source, 1, MemorySegment.ofArray(new byte[3 << 20]), 0, 3 << 20, 3 << 20, 0);
      writer.packet(source, 2, MemorySegment.ofArray(new byte[4]), 0, 4, 4, 0);
    }

    assertThat(Read.all(out.toByteArray()).packets())
        .containsExactly(new Read.Packet(1, 3 << 20, 3 << 20, 231), new Read.Packet(2, 4, 4, 231));
  }

  @Test
  void theNetworkStandsInTheInterfacesName() {
    assertThat(PacketSource.of("external", 901, 1).name()).isEqualTo("external vni 901");
    assertThat(PacketSource.of("external", 901, 1).vni()).isEqualTo(901);
    assertThat(PacketSource.of("mirror", -1, 1).vni()).isEqualTo(-1);
    assertThat(new PacketSource("vni 16777216", "", 1).vni()).isEqualTo(-1);
    assertThat(new PacketSource("old vni 1 gone", "", 1).vni()).isEqualTo(-1);
  }

  @Test
  void aNameThatIsTooLongIsCutBetweenCharacters() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out), "test")) {
      writer.source(new PacketSource("ä".repeat(5000), "€".repeat(5000), 1));
    }

    assertThat(Read.all(out.toByteArray()).warnings()).isEmpty();
  }
}
