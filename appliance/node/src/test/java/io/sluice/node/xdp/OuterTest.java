package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Frames turned round, and those that are refused. */
class OuterTest {
  private static final int PORT = 10_800;
  private static final int BACK = 10_801;

  private final Outer outer = new Outer();

  private boolean parse(byte[] frame) {
    return outer.parse(MemorySegment.ofArray(frame), 0, frame.length);
  }

  private static void assertTurned(byte[] was, byte[] is, boolean six, int flowHash) {
    int udp = Frames.udp(six);
    int addresses = six ? 16 : 4;
    byte[] from = Arrays.copyOfRange(was, udp - 2 * addresses, udp - addresses);
    byte[] to = Arrays.copyOfRange(was, udp - addresses, udp);
    ByteBuffer bytes = ByteBuffer.wrap(is);
    assertThat(is).startsWith(Frames.THEIRS);
    assertThat(Arrays.copyOfRange(is, 6, 12)).isEqualTo(Frames.OURS);
    assertThat(Arrays.copyOfRange(is, udp - 2 * addresses, udp)).startsWith(to).endsWith(from);
    assertThat(bytes.getShort(udp) & 0xffff).isEqualTo(49_152 + (flowHash & 0x3fff));
    assertThat(bytes.getShort(udp + 2) & 0xffff).isEqualTo(BACK);
    boolean none = ByteBuffer.wrap(was).getShort(udp + 6) == 0;
    assertThat(bytes.getShort(udp + 6) & 0xffff).isEqualTo(none ? 0 : Frames.udpChecksum(is, six));
    assertThat(is[six ? 21 : 22]).isEqualTo((byte) 64);
    // Lengths, DSCP and ECN, identification, flow label stay
    assertThat(Arrays.copyOfRange(is, 12, 20)).isEqualTo(Arrays.copyOfRange(was, 12, 20));
    if (!six) {
      assertThat(Frames.checksum(is, 14, 20, 0)).isZero();
    }
  }

  @Property
  void aTurnedFrameHasSidesChangedAndRightChecksumsAndTheSamePayload(
      @ForAll boolean six,
      @ForAll @IntRange(min = 1, max = 65_535) int sourcePort,
      @ForAll @Size(max = 200) byte[] payload,
      @ForAll int flowHash) {
    byte[] was = Frames.udp(six, sourcePort, PORT, payload);
    byte[] is = was.clone();

    assertThat(parse(is)).isTrue();
    assertThat(outer.senderPort()).isEqualTo(sourcePort);
    assertThat(outer.destinationPort()).isEqualTo(PORT);
    assertThat(outer.payload()).isEqualTo(Frames.udp(six) + 8L);
    assertThat(outer.payloadLength()).isEqualTo(payload.length);
    outer.turn(BACK, flowHash);

    assertTurned(was, is, six, flowHash);
    assertThat(is).endsWith(payload);
  }

  @Property
  void whatATreatmentWritesIsInTheChecksum(
      @ForAll boolean six,
      @ForAll @Size(min = 64, max = 120) byte[] payload,
      @ForAll @IntRange(max = 63) int at,
      @ForAll byte written) {
    byte[] was = Frames.udp(six, 1, PORT, payload);
    byte[] is = was.clone();
    assertThat(parse(is)).isTrue();
    is[(int) outer.payload() + at] = written;
    outer.turn(BACK, 0);

    assertTurned(was, is, six, 0);
  }

  @Property
  void aChecksumThatTheCardWasToFinishIsNoneToRelyOn(
      @ForAll boolean six, @ForAll @Size(max = 100) byte[] payload) {
    byte[] was = Frames.udp(six, 5_000, PORT, payload);
    // CHECKSUM_PARTIAL: the folded sum of the pseudo header, not complemented
    int partial = ~Frames.checksum(new byte[0], 0, 0, Frames.pseudo(was, six)) & 0xffff;
    ByteBuffer.wrap(was).putShort(Frames.udp(six) + 6, (short) partial);
    byte[] is = was.clone();

    assertThat(parse(is)).isTrue();
    outer.turn(BACK, 7);
    assertTurned(was, is, six, 7);
  }

  @Property
  void noChecksumIsAllowedInIpv4Only(@ForAll boolean six, @ForAll @Size(max = 100) byte[] payload) {
    byte[] was = Frames.udp(six, 5_000, PORT, payload);
    ByteBuffer.wrap(was).putShort(Frames.udp(six) + 6, (short) 0);
    byte[] is = was.clone();

    assertThat(parse(is)).isEqualTo(!six);
    if (!six) {
      outer.turn(BACK, 7);
      assertTurned(was, is, false, 7);
    }
  }

  @Property
  void adamagedFrameIsRefused(
      @ForAll boolean six,
      @ForAll @Size(max = 100) byte[] payload,
      @ForAll @IntRange(min = 14, max = 161) int position,
      @ForAll @IntRange(max = 7) int bit) {
    byte[] frame = Frames.udp(six, 5_000, PORT, payload);
    int udp = Frames.udp(six);
    // What IPv6 protects by no checksum, and the lengths, which the classifier looks at
    int first = six ? udp - 32 : 14;
    int at = first + position % (frame.length - first);
    frame[at] ^= (byte) (1 << bit);
    boolean toNone = frame[udp + 6] == 0 && frame[udp + 7] == 0;

    assertThat(parse(frame)).isEqualTo(toNone && !six && at >= udp);
  }
}
