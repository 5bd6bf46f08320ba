package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is wanted of the flows of one application, by their ends, beside what looks tell. */
final class Judged {
  /** Those that tshark does not time. */
  private static final Set<String> UNTIMED = Set.of("SUBSCRIBE", "UNSUBSCRIBE", "NOTIFY");

  private final String app;
  private final List<String> summed;
  private final List<String> same;
  private final Map<Set<String>, Map<String, String>> wanted = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private int flows;

  /**
   * @param summed columns that are added up over the flows with the same ends
   * @param same columns of which the first flow's counts
   */
  Judged(String app, List<String> summed, List<String> same) {
    this.app = app;
    this.summed = summed;
    this.same = same;
  }

  Map<String, String> wanted(Set<String> ends) {
    return wanted.computeIfAbsent(ends, _ -> new TreeMap<>());
  }

  void count(Set<String> ends, String column, long times) {
    add(ends, column, BigDecimal.valueOf(times));
  }

  private void add(Set<String> ends, String column, BigDecimal value) {
    wanted(ends).merge(column, value.toString(), Judged::sum);
  }

  void first(Set<String> ends, String column, List<String> values) {
    values.stream().findFirst().ifPresent(value -> wanted(ends).putIfAbsent(column, value));
  }

  void times(Set<String> ends, List<String> seconds) {
    for (String time : seconds) {
      count(ends, app + "_latency_count", 1);
      add(ends, app + "_latency_sum_ns", new BigDecimal(time).movePointRight(9).setScale(0));
    }
  }

  private static String sum(String a, String b) {
    return number(a).add(number(b)).toString();
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text.isEmpty() ? "0" : text);
  }

  /** Compares what is wanted of this capture, which is then forgotten. */
  void compare(Path capture) throws IOException {
    Map<Set<String>, Map<String, String>> told = new HashMap<>();
    for (Map<String, String> row : Looked.at(capture)) {
      if (app.equals(row.get("app"))) {
        Set<String> ends = Tshark.ends(row, "17".equals(row.get("protocol")) ? "udp" : "tcp");
        Map<String, String> flow = told.computeIfAbsent(ends, _ -> new TreeMap<>());
        summed.forEach(column -> flow.merge(column, row.getOrDefault(column, ""), Judged::sum));
        same.forEach(column -> flow.putIfAbsent(column, row.getOrDefault(column, "")));
      }
    }
    wanted.forEach(
        (ends, want) -> {
          flows++;
          List<String> wrong = wrong(want, told.getOrDefault(ends, Map.of()));
          if (!wrong.isEmpty()) {
            differences.add(capture.getFileName() + " " + ends + ": " + wrong);
          }
        });
    wanted.clear();
  }

  private List<String> wrong(Map<String, String> want, Map<String, String> got) {
    List<String> wrong = new ArrayList<>();
    boolean timed = !UNTIMED.contains(want.getOrDefault("http_method", ""));
    for (String column : summed) {
      boolean judged = timed || !column.contains("latency");
      BigDecimal number = number(want.getOrDefault(column, ""));
      if (judged && number.compareTo(number(got.getOrDefault(column, ""))) != 0) {
        wrong.add(column + " " + got.get(column) + " for " + want.get(column));
      }
    }
    for (String column : same) {
      if (!want.getOrDefault(column, "").equals(got.getOrDefault(column, ""))) {
        wrong.add(column + " " + got.get(column) + " for " + want.get(column));
      }
    }
    return wrong;
  }

  /** At most this share of flows differs in anything. */
  void atMost(double share) {
    String report = flows + " flows, these differ:\n" + String.join("\n", differences);
    assertThat(flows).isGreaterThan(30);
    assertThat((double) differences.size() / flows).as(report).isLessThanOrEqualTo(share);
  }
}
