package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.packet.capture.Read.Packet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngTest {
  @Test
  void eachPacketHasItsInterfacesLinkType() throws IOException {
    Bytes file =
        Bytes.little().section().face(1).face(113).enhanced(1, 5, 9, 10).enhanced(0, 6, 7, 8);
    assertThat(Read.all(file.done()))
        .isEqualTo(
            new Read(List.of(new Packet(5000, 9, 10, 113), new Packet(6000, 7, 8, 1)), List.of()));
  }

  @Test
  void aSectionHasItsOwnByteOrderAndInterfaces() throws IOException {
    Bytes file = Bytes.little().section().face(1).enhanced(0, 5, 9, 9);
    file.order(ByteOrder.BIG_ENDIAN).section().face(12).enhanced(0, 6, 7, 7);
    file.order(ByteOrder.LITTLE_ENDIAN).section().enhanced(0, 6, 7, 7);
    Read read = Read.all(file.done());
    assertThat(read.packets())
        .containsExactly(new Packet(5000, 9, 9, 1), new Packet(6000, 7, 7, 101));
    assertThat(read.warnings()).singleElement().asString().contains("interface 0 where 0 are");
  }

  @ParameterizedTest(name = "resolution {0}, {1} units, offset {2}")
  @CsvSource({
    "0, 5, 0, 5000000000",
    "3, 5001, 0, 5001000000",
    "9, 5, 3, 3000000005",
    "9, 5, -3, -2999999995",
    "12, 5123, 0, 5",
    "19, -1, 0, 1844674407",
    "0x80, 5, 0, 5000000000",
    "0x8a, 1536, 0, 1500000000",
    "0xa0, 0x180000000, 0, 1500000000",
    "0xbf, 0x4000000000000000, 0, 500000000",
    "6, -1, 0, -1000",
    "0, 0x7fffffffffffffff, 5, 0x7fffffffffffffff",
    "0x80, 0x7fffffffffffffff, 5, 0x7fffffffffffffff",
  })
  void timeCountsInTheInterfacesUnits(String resolution, String units, long offset, String nanos)
      throws IOException {
    Bytes file = Bytes.little().section().face(1, Integer.decode(resolution), offset);
    file.enhanced(0, Long.decode(units), 4, 4);
    assertThat(Read.all(file.done()).packets())
        .extracting(Packet::nanos)
        .containsExactly(Long.decode(nanos));
  }

  @Test
  void refusesAResolutionThatNoCounterHolds() throws IOException {
    Read read = Read.all(Bytes.little().section().face(1, 20, 0).enhanced(0, 1, 4, 4).done());
    assertThat(read.packets()).isEmpty();
    assertThat(read.warnings()).singleElement().asString().contains("At byte 28", "0x14");
  }

  @Test
  void readsSimplePacketBlocksWithoutATimeAndTheObsoletePacketBlock() throws IOException {
    Bytes file = Bytes.little().section();
    file.block(1, Bytes.little().i16(1).i16(0).i32(8).done());
    file.block(3, Bytes.little().i32(100).raw(Bytes.packet(8)).done());
    Bytes old = Bytes.little().i16(0).i16(3).i32(0).i32(9).i32(5).i32(50).raw(Bytes.packet(5));
    file.block(2, old.done());
    assertThat(Read.all(file.done()))
        .isEqualTo(
            new Read(List.of(new Packet(0, 8, 100, 1), new Packet(9000, 5, 50, 1)), List.of()));
  }

  @Test
  void goesOverBlocksItDoesNotKnow() throws IOException {
    Bytes file = Bytes.little().section().block(0x0bad, new byte[1_000_001]).face(1);
    file.block(5, new byte[12]).enhanced(0, 1, 4, 4).block(0x4bad, new byte[4]);
    assertThat(Read.all(file.done()))
        .isEqualTo(new Read(List.of(new Packet(1000, 4, 4, 1)), List.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 11, 0x2000000, -1})
  void endsAtABlockLengthThatCannotBe(int length) throws IOException {
    Bytes file = Bytes.little().section().face(1).enhanced(0, 1, 4, 4);
    int where = file.size();
    Read read = Read.all(file.i32(6).i32(length).raw(new byte[40]).done());
    assertThat(read.packets()).hasSize(1);
    assertThat(read.warnings()).singleElement().asString().contains("At byte " + where);
  }

  @Test
  void endsWhereABlocksTwoLengthsDiffer() throws IOException {
    Bytes file = Bytes.little().section().face(1).enhanced(0, 1, 4, 4).enhanced(0, 2, 4, 4);
    byte[] bytes = file.done();
    bytes[bytes.length - 4]++;
    Read read = Read.all(bytes);
    assertThat(read.packets()).hasSize(1);
    assertThat(read.warnings())
        .singleElement()
        .asString()
        .contains("two lengths, 36 before and 37");
  }

  @Test
  void endsAtAPacketLongerThanItsBlock() throws IOException {
    Bytes file = Bytes.little().section().face(1);
    file.block(6, Bytes.little().i32(0).i64(0).i32(5).i32(5).raw(new byte[4]).done());
    Read read = Read.all(file.done());
    assertThat(read.packets()).isEmpty();
    assertThat(read.warnings())
        .singleElement()
        .asString()
        .contains("5 captured bytes", "room for 4");
  }

  @Test
  void anOptionThatReachesBeyondItsBlockEndsReading() throws IOException {
    Bytes body = Bytes.little().i16(1).i16(0).i32(0).i16(9).i16(500).i32(0);
    Read read = Read.all(Bytes.little().section().block(1, body.done()).done());
    assertThat(read.warnings()).singleElement().asString().contains("reaches beyond");
  }

  @Test
  void aCutAnywhereGivesWhatWasWhole() throws IOException {
    byte[] whole =
        Bytes.little().section().face(1).enhanced(0, 1, 4, 4).enhanced(0, 2, 8, 8).done();
    int first = whole.length - 40;
    for (int length = first; length < whole.length; length++) {
      Read read = Read.all(Arrays.copyOf(whole, length));
      assertThat(read.packets()).hasSize(1);
      assertThat(read.warnings()).hasSize(length == first ? 0 : 1);
    }
  }

  @Test
  void refusesVersionsThatDoNotExist() {
    Bytes section =
        Bytes.little().i32(0x0a0d0d0a).i32(28).i32(0x1a2b3c4d).i16(1).i16(1).i64(-1).i32(28);
    assertThatThrownBy(() -> Read.all(section.done()))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("version 1.1");
  }
}
