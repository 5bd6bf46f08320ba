package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Table;
import java.util.Locale;
import java.util.Map;

/** Draws the sandbox's traffic report ({@code io.sluice.sandbox.traffic.TrafficReport}). */
final class TrafficText {
  private TrafficText() {}

  /** Whether nothing was lost and every appliance counted what the fabric counted. */
  static boolean whole(JsonNode report) {
    return lost(report) == 0 && report.path("agrees").asBoolean();
  }

  static String of(JsonNode report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d of %d conversations through %s (%s) in %.1f s, %d packets sent again, %d"
                + " conversations moved.\n\n",
            report.path("completed").asLong(),
            report.path("started").asLong(),
            report.path("frontend").asText(),
            report.path("publicIp").asText(),
            report.path("seconds").asDouble(),
            report.path("retransmitted").asLong(),
            report.path("moved").asLong()));
    text.append(directions(report)).append('\n');
    if (!report.path("appliances").isEmpty()) {
      text.append(appliances(report.path("appliances"))).append('\n');
    }
    reasons(text, "dropped by the fabric", report.path("drops"));
    for (JsonNode appliance : report.path("appliances")) {
      reasons(text, "dropped by " + appliance.path("name").asText(), appliance.path("drops"));
    }
    reasons(text, "not replayed", report.path("skipped"));
    return text.append(verdict(report)).append('\n').toString();
  }

  private static Table directions(JsonNode report) {
    Table table =
        new Table("DIRECTION", ">SENT", ">DELIVERED", ">LOST", ">P50", ">P90", ">P99", ">MAX");
    direction(table, "to server", report.path("toServer"));
    direction(table, "to client", report.path("toClient"));
    return table;
  }

  private static void direction(Table table, String name, JsonNode way) {
    JsonNode latency = way.path("latency");
    table.row(
        name,
        way.path("sent").asText(),
        way.path("delivered").asText(),
        way.path("lost").asText(),
        micros(latency.path("p50")),
        micros(latency.path("p90")),
        micros(latency.path("p99")),
        micros(latency.path("max")));
  }

  private static Table appliances(JsonNode appliances) {
    Table table =
        new Table(
            "APPLIANCE",
            "TUNNEL",
            ">FABRIC SENT",
            ">COUNTED IN",
            ">COUNTED OUT",
            ">FABRIC GOT",
            "VERDICT");
    for (JsonNode appliance : appliances) {
      String name = appliance.path("name").asText();
      String verdict = appliance.path("verdict").asText();
      for (String tunnel : new String[] {"external", "internal"}) {
        JsonNode fabric = appliance.path(tunnel);
        JsonNode counted = appliance.path("counted").path(tunnel);
        table.row(
            name,
            tunnel,
            fabric.path("sentPackets").asText("-"),
            counted.path("sentPackets").asText("-"),
            counted.path("returnedPackets").asText("-"),
            fabric.path("returnedPackets").asText("-"),
            verdict);
      }
    }
    return table;
  }

  private static void reasons(StringBuilder text, String what, JsonNode reasons) {
    for (Map.Entry<String, JsonNode> reason : reasons.properties()) {
      if (reason.getValue().asLong() != 0) {
        text.append(what).append(": ").append(reason.getValue().asLong()).append(' ');
        text.append(reason.getKey()).append('\n');
      }
    }
  }

  private static String verdict(JsonNode report) {
    long lost = lost(report);
    String first = lost == 0 ? "Nothing was lost" : Run.count(lost, "packet") + " lost";
    if (report.path("appliances").isEmpty()) {
      return first + "; no appliance stands in the way.";
    }
    return first
        + (report.path("agrees").asBoolean()
            ? (lost == 0 ? ", and " : "; ")
                + "the appliances counted what the fabric counted, packet for packet."
            : (lost == 0 ? ", but " : "; ")
                + "the appliances did not all count what the fabric counted.");
  }

  private static long lost(JsonNode report) {
    return report.path("toServer").path("lost").asLong()
        + report.path("toClient").path("lost").asLong();
  }

  private static String micros(JsonNode value) {
    long micros = value.asLong();
    return micros < 10_000
        ? micros + " us"
        : String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
  }
}
