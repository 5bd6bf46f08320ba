package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.packet.capture.Read.Packet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classic pcap and what became of it over the years. */
class PcapTest {
  private static final long SECOND = 1_000_000_000L;

  private static Bytes order(String order) {
    return new Bytes("big".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @CsvSource({"little, 7000", "big, 7000"})
  void countsMicrosecondsInEitherByteOrder(String order, long nanos) throws IOException {
    Bytes file = order(order).pcap(Bytes.MICRO, 1).record(5, 7, 60, 1500);
    assertThat(Read.all(file.done()))
        .isEqualTo(new Read(List.of(new Packet(5 * SECOND + nanos, 60, 1500, 1)), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"little", "big"})
  void countsNanosecondsInEitherByteOrder(String order) throws IOException {
    Bytes file = order(order).pcap(Bytes.NANO, 113).record(0xffff_ffffL, 999_999_999, 1, 1);
    assertThat(Read.all(file.done()).packets())
        .containsExactly(new Packet(0xffff_ffffL * SECOND + 999_999_999, 1, 1, 113));
  }

  @Test
  void givesThePacketsBytes() throws IOException {
    byte[] file =
        Bytes.little().pcap(Bytes.MICRO, 1).record(1, 1, 60, 60).record(1, 2, 9, 9).done();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(file))) {
      assertThat(reader.next()).isTrue();
      assertThat(Read.bytes(reader)).isEqualTo(Bytes.packet(60));
      assertThat(reader.next()).isTrue();
      assertThat(Read.bytes(reader)).isEqualTo(Bytes.packet(9));
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"Kuznetzov's first, a1b2c3d4, 8", "his third, a1b2cd34, 8", "SuSE's, a1b2cd34, 12"})
  void knowsRecordsOfPatchedLibpcap(String which, String magic, int more) throws IOException {
    Bytes file = Bytes.little().pcap(Integer.parseUnsignedInt(magic, 16), 1);
    for (int i = 1; i < 6; i++) {
      file.i32(i).i32(10L * i).i32(40 + i).i32(90 + i);
      file.i32(2).i16(0x0800).i8(4).i8(0).raw(new byte[more - 8]).raw(Bytes.packet(40 + i));
    }
    Read read = CaptureFileTest.file(file.done());
    assertThat(read.packets())
        .hasSize(5)
        .element(4)
        .isEqualTo(new Packet(5 * SECOND + 50_000, 45, 95, 1));
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void knowsRecordsOfNokiaFirewalls() throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 1);
    for (int i = 1; i < 4; i++) {
      file.i32(i).i32(0).i32(60).i32(60).i32(0x9fbfb601L).raw(Bytes.packet(60));
    }
    assertThat(CaptureFileTest.file(file.done()).packets()).hasSize(3);
  }

  @Test
  void takesLengthsInTheirOldOrder() throws IOException {
    Bytes before = Bytes.little().pcap(Bytes.MICRO, 2, 2, 1).i32(1).i32(0).i32(90).i32(40);
    assertThat(Read.all(before.raw(Bytes.packet(40)).done()).packets())
        .containsExactly(new Packet(SECOND, 40, 90, 1));
    Bytes between = Bytes.little().pcap(Bytes.MICRO, 2, 3, 1).i32(1).i32(0).i32(90).i32(40);
    between.raw(Bytes.packet(40)).i32(2).i32(0).i32(40).i32(90).raw(Bytes.packet(40));
    assertThat(Read.all(between.done()).packets())
        .containsExactly(new Packet(SECOND, 40, 90, 1), new Packet(2 * SECOND, 40, 90, 1));
  }

  @Test
  void readsAixFilesWithTheirInterfaceTypesAndNanoseconds() throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 2, 2, 6).i32(1).i32(5).i32(60).i32(60);
    assertThat(Read.all(file.raw(Bytes.packet(60)).done()).packets())
        .containsExactly(new Packet(SECOND + 5, 60, 60, 1));
  }

  @Test
  void readsIxiaFilesWithTheirLongerHeader() throws IOException {
    Bytes file = Bytes.little().pcap(0x1c0001ac, 1).i32(76).record(1, 5, 60, 60);
    assertThat(Read.all(file.done()).packets()).containsExactly(new Packet(SECOND + 5, 60, 60, 1));
  }

  @Test
  void putsAsideTheLengthOfTheFrameCheckSequenceInTheLinkType() throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 0x2400_0001).record(1, 0, 60, 60);
    assertThat(Read.all(file.done()).packets()).extracting(Packet::linkType).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 14})
  void callsRawIpByItsLinkTypeWhereABsdNumberStands(int number) throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, number).record(1, 0, 60, 60);
    assertThat(Read.all(file.done()).packets()).extracting(Packet::linkType).containsExactly(101);
  }

  @Test
  void holdsAPacketLargerThanItsBuffer() throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 249).record(1, 0, 3_000_000, 3_000_000);
    byte[] bytes = file.record(2, 0, 10, 10).done();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(bytes))) {
      assertThat(reader.next()).isTrue();
      assertThat(Read.bytes(reader)).isEqualTo(Bytes.packet(3_000_000));
      assertThat(reader.next()).isTrue();
      assertThat(Read.bytes(reader)).isEqualTo(Bytes.packet(10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 75})
  void givesWhatStandsBeforeACutAndSaysWhereItIs(int left) throws IOException {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 1).record(1, 0, 60, 60);
    byte[] whole = new Bytes(ByteOrder.LITTLE_ENDIAN).record(2, 0, 60, 60).done();
    Read read = Read.all(file.raw(Arrays.copyOf(whole, left)).done());
    assertThat(read.packets()).hasSize(1);
    assertThat(read.warnings()).singleElement().asString().contains("cut off", "at byte 100");
  }

  @Test
  void endsAtALengthThatCannotBe() throws IOException {
    Bytes file =
        Bytes.little().pcap(Bytes.MICRO, 1).record(1, 0, 60, 60).i32(2).i32(0).i32(-1).i32(60);
    Read read = Read.all(file.raw(new byte[100]).done());
    assertThat(read.packets()).hasSize(1);
    assertThat(read.warnings()).singleElement().asString().contains("At byte 100", "4294967295");
  }

  @Test
  void refusesVersionsAndLinkTypesThatNeverWere() {
    assertThatThrownBy(() -> Read.all(Bytes.little().pcap(Bytes.MICRO, 1, 4, 1).done()))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("version 1.4");
    assertThatThrownBy(() -> Read.all(Bytes.little().pcap(Bytes.MICRO, 0x00200001).done()))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("0x00200001");
  }
}
