package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tshark finds the same innermost TCP header; where it is not on the PATH, this is skipped. */
class DecoderJudgeTest {
  private static final List<String> FIELDS =
      List.of("ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.len");

  @TempDir private Path folder;

  @BeforeAll
  static void tshark() {
    Tshark.assumeThere();
  }

  private static String address(long address) {
    return "%d.%d.%d.%d"
        .formatted(
            (address >>> 24) & 0xff,
            (address >>> 16) & 0xff,
            (address >>> 8) & 0xff,
            address & 0xff);
  }

  /** The same fields of what the decoder found; empty where it is no whole TCP header. */
  private static String ours(Decoder d) {
    if (d.protocol() != Ports.TCP
        || d.transport() == Layers.NONE
        || d.end() - d.transport() < Tcp.MIN_HEADER_LENGTH) {
      return "";
    }
    return String.join(
        "|",
        address(d.sourceLow()),
        address(d.destinationLow()),
        String.valueOf(d.sourcePort()),
        String.valueOf(d.destinationPort()),
        String.valueOf(Tcp.sequence(d.memory(), d.transport()) & 0xffff_ffffL),
        String.valueOf(d.transportLength() - Tcp.headerLength(d.memory(), d.transport())));
  }

  private static String decoded(Decoder decoder, Tshark.Packet packet) {
    byte[] bytes = packet.bytes();
    decoder.decode(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length, packet.linkType());
    return ours(decoder);
  }

  @Test
  void tsharkFindsTheSamePacketInEveryWrapping() throws Exception {
    List<Wrapping> wrappings = Wrapping.all().stream().filter(Wrapping::judged).toList();
    List<Tshark.Packet> packets =
        wrappings.stream().map(w -> new Tshark.Packet(w.linkType(), w.packet())).toList();
    List<String> judged = Tshark.fields(folder, packets, FIELDS);

    List<String> different = new ArrayList<>();
    for (int i = 0; i < packets.size(); i++) {
      String ours = decoded(new Decoder(), packets.get(i));
      if (!ours.equals(judged.get(i))) {
        different.add("%s: %s, tshark %s".formatted(wrappings.get(i), ours, judged.get(i)));
      }
    }
    assertThat(judged).hasSizeGreaterThan(90);
    assertThat(different).isEmpty();
  }

  /** Fragments of TCP segments: overlapping, twice, missing, in any order. */
  private static List<Tshark.Packet> fragments(Random random) {
    List<Tshark.Packet> packets = new ArrayList<>();
    for (int segment = 0; segment < 400; segment++) {
      byte[] tcp = Wrap.tcp(segment * 10_000, random.nextInt(200));
      List<Tshark.Packet> parts = new ArrayList<>();
      for (int at = 0; at < tcp.length; ) {
        int start = Math.max(0, at - 8 * random.nextInt(2));
        int end = Math.min(tcp.length, at + 8 * (1 + random.nextInt(8)));
        byte[] part = Arrays.copyOfRange(tcp, start, end);
        int more = end < tcp.length ? 0x2000 : 0;
        parts.add(fragment(segment, (start / 8) | more, part));
        at = end;
      }
      switch (random.nextInt(6)) {
        case 0 -> parts.remove(random.nextInt(parts.size()));
        case 1 -> parts.add(parts.get(random.nextInt(parts.size())));
        case 2, 3 -> Collections.shuffle(parts, random);
        default -> {
          // As sent
        }
      }
      int before = Math.max(0, packets.size() - random.nextInt(6));
      packets.addAll(before, parts);
    }
    return packets;
  }

  private static Tshark.Packet fragment(int identification, int flagsAndOffset, byte[] payload) {
    return new Tshark.Packet(
        LinkType.RAW,
        Wrap.ipv4Fragment(
            Ports.TCP, "0a010001", "0a010002", identification, flagsAndOffset, payload));
  }

  @Test
  void tsharkPutsFragmentsTogetherWithTheSamePacket() throws Exception {
    List<Tshark.Packet> packets = fragments(new Random(791));
    List<String> judged = Tshark.fields(folder, packets, FIELDS);
    Decoder decoder = new Decoder(TunnelPorts.REGISTERED, Reassembly.patient());

    assertThat(judged).hasSameSizeAs(packets);
    int whole = 0;
    for (int i = 0; i < packets.size(); i++) {
      String ours = decoded(decoder, packets.get(i));
      whole += ours.isEmpty() ? 0 : 1;
      String theirs = judged.get(i).endsWith("||||") ? "" : judged.get(i);
      assertThat(ours).as("packet %d", i).isEqualTo(theirs);
    }
    assertThat(whole).isBetween(200, 400);
  }
}
