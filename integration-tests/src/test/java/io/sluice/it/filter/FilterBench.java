package io.sluice.it.filter;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Nanoseconds a packet, ours beside libpcap's bpf_filter(3), on the same real packets in turns. */
public final class FilterBench {
  private static final List<String> EXPRESSIONS =
      List.of(
          "tcp port 443",
          "host 10.0.0.7 and tcp[tcpflags] & tcp-syn != 0",
          "(tcp port 80 or udp port 53 or net 192.168.0.0/16) and not (vlan or icmp or less 100)");
  private static final int ROUNDS = 9;
  private static final int REPEATS = 40;

  private FilterBench() {}

  /**
   * @param arguments the folder of captures
   */
  public static void main(String[] arguments) throws IOException, FilterException {
    try (Arena arena = Arena.ofConfined();
        Libpcap libpcap = new Libpcap(LinkType.ETHERNET)) {
      Packets packets =
          Packets.read(Path.of(arguments[0]), LinkType.ETHERNET, new Random(3), arena);
      Packets.Packet[] all = packets.all.toArray(Packets.Packet[]::new);
      for (String expression : EXPRESSIONS) {
        PacketFilter ours = PacketFilter.compile(expression, LinkType.ETHERNET);
        try (Libpcap.Program theirs = libpcap.compile(expression)) {
          double oursBest = Double.MAX_VALUE;
          double theirsBest = Double.MAX_VALUE;
          long matched = 0;
          for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < REPEATS; i++) {
              matched += ours(ours, all);
            }
            long between = System.nanoTime();
            for (int i = 0; i < REPEATS; i++) {
              matched -= theirs(theirs, all);
            }
            long end = System.nanoTime();
            double questions = (double) REPEATS * all.length;
            oursBest = Math.min(oursBest, (between - start) / questions);
            theirsBest = Math.min(theirsBest, (end - between) / questions);
          }
          System.out.printf(
              "%6.1f ns ours  %6.1f ns libpcap  %5.2f times as quick%s  %s%n",
              oursBest,
              theirsBest,
              theirsBest / oursBest,
              matched == 0 ? "" : "  DIFFERENT ANSWERS",
              expression);
        }
      }
    }
  }

  private static long ours(PacketFilter filter, Packets.Packet[] packets) {
    long matched = 0;
    for (Packets.Packet packet : packets) {
      matched += filter.matches(packet.bytes(), 0, packet.captured(), packet.wire(), -1) ? 1 : 0;
    }
    return matched;
  }

  private static long theirs(Libpcap.Program program, Packets.Packet[] packets) {
    long matched = 0;
    for (Packets.Packet packet : packets) {
      matched += program.run(packet.bytes(), packet.captured(), packet.wire()) ? 1 : 0;
    }
    return matched;
  }
}
