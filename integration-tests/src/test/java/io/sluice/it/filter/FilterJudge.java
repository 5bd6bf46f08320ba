package io.sluice.it.filter;

import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks libpcap and us the same of the same packets. Prints what was asked how often, and every
 * difference; exits with 1 when there is any.
 */
public final class FilterJudge {
  private static final int ETHERNET = 1;
  private static final int RAW = 101;
  private static final int PACKETS_EACH = 120;
  private static final int MAX_SHOWN = 40;

  private final Random random;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  private FilterJudge(long seed) {
    this.random = new Random(seed);
  }

  /**
   * @param arguments the folder of captures, how many expressions, a seed
   */
  public static void main(String[] arguments) throws IOException {
    FilterJudge judge = new FilterJudge(Long.parseLong(arguments[2]));
    int expressions = Integer.parseInt(arguments[1]);
    Path folder = Path.of(arguments[0]);
    try (Arena arena = Arena.ofConfined()) {
      judge.judge(folder, ETHERNET, expressions * 9 / 10, arena);
      judge.judge(folder, RAW, expressions / 10, arena);
    }
    judge.counts.forEach((what, count) -> System.out.printf("%-44s %,12d%n", what, count));
    judge.differences.stream().limit(MAX_SHOWN).forEach(System.out::println);
    System.out.println(judge.differences.size() + " differences");
    System.exit(judge.differences.isEmpty() ? 0 : 1);
  }

  private void count(String what, long by) {
    counts.merge(what, by, Long::sum);
  }

  private void judge(Path folder, int linkType, int expressions, Arena arena) throws IOException {
    Packets packets = Packets.read(folder, linkType, random, arena);
    count("packets of link type " + linkType, packets.all.size());
    Expressions maker = new Expressions(random, packets.values());
    try (Libpcap libpcap = new Libpcap(linkType)) {
      for (int i = 0; i < expressions; i++) {
        String expression = random.nextInt(5) == 0 ? maker.damaged() : maker.next();
        compare(libpcap, expression, linkType, packets);
      }
    }
  }

  private void compare(Libpcap libpcap, String expression, int linkType, Packets packets) {
    count("expressions", 1);
    PacketFilter ours = null;
    String refusal = "";
    try {
      ours = PacketFilter.compile(expression, linkType);
    } catch (FilterException e) {
      refusal = e.getMessage() + "\n" + e.caret();
    }
    try (Libpcap.@Nullable Program theirs = libpcap.compile(expression)) {
      if (ours == null || theirs == null) {
        boolean nothing = libpcap.error().contains("rejects all packets");
        if (ours == null
            && theirs == null
            && nothing == refusal.startsWith("no packet can match this")) {
          count("expressions that both refuse", 1);
          count("of these, because no packet can match", nothing ? 1 : 0);
        } else {
          differences.add(
              "REFUSED by "
                  + (ours == null ? "us: " + refusal : "libpcap: " + libpcap.error())
                  + "\n  "
                  + expression);
        }
        return;
      }
      String listing = Machine.withoutLongJumps(theirs.listing());
      if (listing.equals(ours.listing())) {
        count("programs that are the same", 1);
      } else {
        differences.add("PROGRAM of " + expression + "\n" + listing + "ours\n" + ours.listing());
      }
      verdicts(ours, theirs, expression, packets);
    }
  }

  private void verdicts(
      PacketFilter ours, Libpcap.Program theirs, String expression, Packets packets) {
    Machine machine =
        expression.contains("geneve") || expression.contains("protochain")
            ? new Machine(theirs.listing())
            : null;
    long matched = 0;
    for (int i = 0; i < PACKETS_EACH; i++) {
      Packets.Packet packet = packets.all.get(random.nextInt(packets.all.size()));
      boolean seen = ours.matches(packet.bytes(), 0, packet.captured(), packet.wire(), -1);
      Machine.End end =
          machine == null
              ? Machine.End.ANSWERED
              : machine.run(packet.bytes(), packet.captured(), packet.wire());
      if (end != Machine.End.ANSWERED) {
        count("verdicts without one of libpcap: " + end, 1);
        continue;
      }
      boolean expected = theirs.matches(packet.bytes(), packet.captured(), packet.wire());
      matched += expected ? 1 : 0;
      count("verdicts", 1);
      if (expected != seen) {
        differences.add(
            "VERDICT %b, ours %b, of %s for %d bytes"
                .formatted(expected, seen, expression, packet.captured()));
      }
    }
    count("verdicts that were yes", matched);
    count(
        matched > 0 && matched < PACKETS_EACH
            ? "expressions that told packets apart"
            : "expressions of one answer",
        1);
  }
}
