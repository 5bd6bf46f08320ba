package io.sluice.node.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.packet.LinkType;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeduplicatorTest {
  private static final long MILLI = 1_000_000L;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ETHERNET = 14;

  private final Deduplication deduplication = new Deduplication();
  private final Deduplicator worker = deduplication.next();

  @BeforeEach
  void lookForCopies() {
    deduplication.change(Duration.ofMillis(50));
    worker.tick();
  }

  private boolean copy(byte[] frame, long nanos) {
    return copy(frame, LinkType.ETHERNET, nanos);
  }

  private boolean copy(byte[] frame, int linkType, long nanos) {
    // Not at the start of its memory, and with other bytes behind it
    byte[] around = new byte[frame.length + 40];
    new Random(nanos).nextBytes(around);
    System.arraycopy(frame, 0, around, 13, frame.length);
    return worker.isCopy(MemorySegment.ofArray(around), 13, frame.length, linkType, nanos);
  }

  private static byte[] ipv4(int protocol, int length) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + length);
    frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x0800);
    frame.put((byte) 0x45).put((byte) 0x10).putShort((short) length).putShort((short) 4711);
    frame.putShort((short) 0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0x1234);
    frame.putInt(0x0a00_0001).putInt(0x0a00_0002);
    fill(frame);
    return frame.array();
  }

  private static byte[] ipv6(int next, int length) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + length);
    frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x86dd);
    frame.putInt(0x6120_3456).putShort((short) (length - 40)).put((byte) next).put((byte) 64);
    fill(frame);
    return frame.array();
  }

  private static void fill(ByteBuffer frame) {
    byte[] rest = new byte[frame.remaining()];
    new Random(1).nextBytes(rest);
    frame.put(rest);
  }

  private static byte[] with(byte[] frame, int at, int value) {
    byte[] changed = frame.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] tagged(byte[] frame, int type, int vlan) {
    return ByteBuffer.allocate(frame.length + 4)
        .put(frame, 0, 12)
        .putShort((short) type)
        .putShort((short) vlan)
        .put(frame, 12, frame.length - 12)
        .array();
  }

  /** Which bytes may differ for a frame to be taken for a copy of the other. */
  private Set<Integer> leftAside(byte[] frame) {
    Set<Integer> aside = new HashSet<>();
    long now = 1_000 * MILLI;
    for (int i = 0; i < frame.length; i++) {
      now += 100 * MILLI;
      assertThat(copy(frame, now)).isFalse();
      if (copy(with(frame, i, frame[i] ^ 0x01), now)
          && copy(with(frame, i, frame[i] ^ 0x80), now)) {
        aside.add(i);
      }
    }
    return aside;
  }

  private static Set<Integer> bytes(int... singles) {
    return Arrays.stream(singles).boxed().collect(Collectors.toSet());
  }

  /** The MAC addresses, and these places in the IP packet. */
  private static Set<Integer> macsAnd(int... inPacket) {
    Set<Integer> all = IntStream.range(0, 12).boxed().collect(Collectors.toSet());
    Arrays.stream(inPacket).forEach(at -> all.add(ETHERNET + at));
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 47, 48, 55, 56, 57, 63, 200, 1_399})
  void ofATcpPacketOnlyWhatRoutersAndCardsChangeIsLeftAside(int length) {
    // TOS, TTL, header checksum, TCP checksum
    assertThat(leftAside(ipv4(TCP, length))).isEqualTo(macsAnd(1, 8, 10, 11, 36, 37));
  }

  @Test
  void ofAUdpPacketOnlyWhatRoutersAndCardsChangeIsLeftAside() {
    assertThat(leftAside(ipv4(UDP, 71))).isEqualTo(macsAnd(1, 8, 10, 11, 26, 27));
  }

  @Test
  void anyOtherPacketKeepsAllOfItsPayload() {
    assertThat(leftAside(ipv4(50, 90))).isEqualTo(macsAnd(1, 8, 10, 11));
  }

  @Test
  void inIpv6HopLimitAndTrafficClassAreLeftAside() {
    // The class is half of two bytes: neither is left aside as a whole
    assertThat(leftAside(ipv6(TCP, 77))).isEqualTo(macsAnd(7, 56, 57));
    byte[] frame = ipv6(UDP, 90);
    assertThat(copy(frame, 0)).isFalse();
    assertThat(copy(with(with(frame, 14, 0x6f), 15, 0xf0 | (frame[15] & 0xf)), 0)).isTrue();
    assertThat(copy(with(frame, 15, frame[15] ^ 0x01), 0)).as("another flow label").isFalse();
  }

  @Test
  void ofAFragmentTheChecksumOfTheWholeIsKept() {
    byte[] first = with(ipv4(UDP, 100), 20, 0x20);

    assertThat(leftAside(first)).isEqualTo(macsAnd(1, 8, 10, 11));
  }

  @Test
  void ofAPacketThatWasCutOffTheChecksumIsKeptBecauseItTellsOfTheRest() {
    byte[] cut = Arrays.copyOf(ipv4(TCP, 1_400), 128);

    assertThat(leftAside(cut)).isEqualTo(macsAnd(1, 8, 10, 11));
  }

  @Test
  void ofAFrameWithoutIpNothingIsLeftAside() {
    byte[] arp = with(with(ipv4(TCP, 28), 12, 0x08), 13, 0x06);

    assertThat(leftAside(arp)).isEqualTo(bytes());
  }

  @Test
  void vlanTagsAndPaddingMakeNoOtherPacket() {
    byte[] frame = ipv4(TCP, 41);

    assertThat(copy(frame, 0)).isFalse();
    assertThat(copy(tagged(frame, 0x8100, 7), 1)).isTrue();
    assertThat(copy(tagged(tagged(frame, 0x8100, 7), 0x88a8, 9), 2)).isTrue();
    assertThat(copy(Arrays.copyOf(frame, 60), 3)).as("padded").isTrue();
    assertThat(copy(Arrays.copyOfRange(frame, 14, frame.length), LinkType.RAW, 4)).isTrue();
    assertThat(copy(Arrays.copyOf(frame, 54), 5)).as("cut off").isFalse();
  }

  @Test
  void aPacketIsKnownForTheWindowAndNoLonger() {
    byte[] frame = ipv4(TCP, 60);

    assertThat(copy(frame, 0)).isFalse();
    assertThat(copy(frame, 50 * MILLI)).isTrue();
    assertThat(copy(frame, 50 * MILLI + 1)).as("after the first one's window").isFalse();
    assertThat(copy(frame, 100 * MILLI)).isTrue();
    assertThat(deduplication.counts()).isEqualTo(new DedupCounts(4, 2, 2L * frame.length, 0));
  }

  @Test
  void nothingIsLookedAtUnlessAConfigAsksForIt() {
    byte[] frame = ipv4(TCP, 60);
    assertThat(copy(frame, 0)).isFalse();

    deduplication.change(null);
    worker.tick();
    assertThat(copy(frame, 1)).isFalse();
    deduplication.change(Duration.ofMillis(20));
    worker.tick();
    assertThat(copy(frame, 2)).isFalse();
    assertThat(copy(frame, 3)).isTrue();
    deduplication.change(Duration.ofMillis(20));
    worker.tick();
    assertThat(copy(frame, 4)).as("the same config changes nothing").isTrue();

    assertThat(deduplication.counts().packets()).isEqualTo(4);
  }

  @Test
  void workersOfLaterLookToo() {
    Deduplicator late = deduplication.next();
    MemorySegment frame = MemorySegment.ofArray(ipv4(TCP, 60));

    assertThat(late.isCopy(frame, 0, 74, LinkType.ETHERNET, 1)).isFalse();
    assertThat(late.isCopy(frame, 0, 74, LinkType.ETHERNET, 1)).isTrue();
  }

  @Test
  void whereThereIsNoRoomTheOldestIsForgottenAndCounted() {
    deduplication.change(Duration.ofMillis(1));
    worker.tick();
    byte[] frame = ipv4(TCP, 60);
    for (int i = 0; i < 5_000; i++) {
      assertThat(copy(numbered(frame, i), i)).isFalse();
    }
    assertThat(deduplication.counts().forgotten()).isEqualTo(5_000 - 4_096);
    assertThat(copy(numbered(frame, 4_999), 5_000)).isTrue();
    assertThat(copy(numbered(frame, 904), 5_000)).isTrue();
    assertThat(copy(numbered(frame, 903), 5_000)).as("forgotten").isFalse();
  }

  @Test
  void aClockThatIsSetBackForgetsInsteadOfKnowingForLong() {
    byte[] frame = ipv4(TCP, 60);
    assertThat(copy(frame, 3_600_000 * MILLI)).isFalse();

    assertThat(copy(frame, 0)).as("an hour back").isFalse();
    assertThat(copy(frame, 10 * MILLI)).isTrue();
    assertThat(copy(frame, 51 * MILLI)).isFalse();
  }

  /** As a list would tell, over packets that come again and again at any distance. */
  @Test
  void copiesAreCountedExactly() {
    Random random = new Random(11);
    Deque<long[]> known = new ArrayDeque<>();
    byte[] frame = ipv4(UDP, 120);
    long now = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(300_000);
      int number = random.nextInt(2_000);
      while (!known.isEmpty() && now - known.getFirst()[1] > 50 * MILLI) {
        known.removeFirst();
      }
      boolean expected = known.stream().anyMatch(each -> each[0] == number);
      if (!expected) {
        known.addLast(new long[] {number, now});
      }
      byte[] changed = with(with(numbered(frame, number), 22, random.nextInt()), 0, i);
      assertThat(copy(changed, now)).isEqualTo(expected);
    }
    assertThat(deduplication.counts().copies()).isBetween(1_000L, 99_000L);
    assertThat(deduplication.counts().forgotten()).isZero();
  }

  private static byte[] numbered(byte[] frame, int number) {
    return with(with(frame, 60, number >>> 8), 61, number);
  }

  @Test
  void allLengthsOfFramesCanBeLookedAt() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = Arrays.copyOf(ipv4(TCP, 120), random.nextInt(135));
      for (int flips = random.nextInt(3); flips > 0 && frame.length > 0; flips--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      copy(frame, random.nextBoolean() ? LinkType.ETHERNET : random.nextInt(300), i);
    }
    assertThat(copy(new byte[70_000], 0)).isFalse();
    assertThat(copy(ipv6(TCP, 65_575), 0)).isFalse();
    assertThat(copy(ipv6(TCP, 65_575), 0)).isTrue();
  }

  @Test
  void lookingMakesNoGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = ipv4(TCP, 300);
    MemorySegment frame = MemorySegment.ofArray(bytes);
    run(frame, bytes, 100_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    run(frame, bytes, 100_000);

    // The bean itself may cost a few objects; one for each packet would be 16 B
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  private void run(MemorySegment frame, byte[] bytes, int packets) {
    for (int i = 0; i < packets; i++) {
      bytes[100] = (byte) i;
      bytes[101] = (byte) (i >>> 9);
      worker.isCopy(frame, 0, bytes.length, LinkType.ETHERNET, i * 1_000L);
      worker.tick();
    }
  }
}
