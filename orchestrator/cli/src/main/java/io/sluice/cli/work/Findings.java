package io.sluice.cli.work;

import io.sluice.cli.search.Asked;
import io.sluice.engine.search.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen of an indicator in the whole fleet.
 *
 * @param packets of the flows that it was seen in, the fleet's sum
 * @param flows that it was seen in, the fleet's sum
 * @param machines that saw it, by name
 */
record Findings(
    String indicator,
    Instant firstSeen,
    Instant lastSeen,
    long packets,
    long bytes,
    long flows,
    List<String> machines) {

  /** The sums over machines, those first that were seen first. */
  static List<Findings> of(List<Asked> asked) {
    Map<String, Findings> sums = new TreeMap<>();
    for (Asked one : asked) {
      Answer answer = one.answer();
      if (answer != null) {
        answer
            .findings()
            .forEach(
                found -> sums.merge(found.indicator(), one(found, one.machine()), Findings::plus));
      }
    }
    return sums.values().stream().sorted(Comparator.comparing(Findings::firstSeen)).toList();
  }

  private static Findings one(Answer.Finding found, String machine) {
    return new Findings(
        found.indicator(),
        found.firstSeen(),
        found.lastSeen(),
        found.packets(),
        found.bytes(),
        found.flows(),
        List.of(machine));
  }

  private Findings plus(Findings other) {
    List<String> both = new ArrayList<>(machines);
    both.addAll(other.machines);
    return new Findings(
        indicator,
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
        lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen,
        packets + other.packets,
        bytes + other.bytes,
        flows + other.flows,
        both);
  }
}
