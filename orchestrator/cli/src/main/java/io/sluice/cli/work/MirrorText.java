package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Table;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the sandbox's report of traffic between mirrored instances ({@code
 * io.sluice.sandbox.traffic.MirrorReport}).
 */
final class MirrorText {
  private MirrorText() {}

  /** Whether this is such a report. */
  static boolean is(JsonNode report) {
    return report.has("mirrored") && report.has("appliances");
  }

  /** Whether something was mirrored, and every copy was sent and counted by its appliance. */
  static boolean whole(JsonNode report) {
    return mirrored(report) > 0
        && report.path("drops").isEmpty()
        && report.path("agrees").asBoolean();
  }

  static String of(JsonNode report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d of %d conversations with %s in %.1f s: %s on the wire, %d mirrored by %s.\n\n",
            report.path("completed").asLong(),
            report.path("started").asLong(),
            count(report.path("interfaces").asLong(), "mirrored interface"),
            report.path("seconds").asDouble(),
            count(report.path("wire").path("packets").asLong(), "packet"),
            mirrored(report),
            count(report.path("sessions").asLong(), "session")));
    if (!report.path("appliances").isEmpty()) {
      text.append(appliances(report.path("appliances"))).append('\n');
    }
    reasons(text, "not mirrored", report.path("notMirrored"));
    reasons(text, "dropped by the fabric", report.path("drops"));
    for (JsonNode appliance : report.path("appliances")) {
      reasons(text, "dropped by " + appliance.path("name").asText(), appliance.path("drops"));
    }
    reasons(text, "returned but refused", report.path("refused"));
    reasons(text, "not replayed", report.path("skipped"));
    return text.append(verdict(report)).append('\n').toString();
  }

  private static Table appliances(JsonNode appliances) {
    Table table =
        new Table(
            "APPLIANCE",
            ">FABRIC SENT",
            ">COUNTED IN",
            ">OBSERVED",
            ">BYTES SENT",
            ">COUNTED IN",
            "VERDICT");
    for (JsonNode appliance : appliances) {
      JsonNode counted = appliance.path("counted");
      table.row(
          appliance.path("name").asText(),
          appliance.path("sent").path("packets").asText("-"),
          counted.path("in").path("packets").asText("-"),
          counted.path("observed").asText("-"),
          appliance.path("sent").path("bytes").asText("-"),
          counted.path("in").path("bytes").asText("-"),
          appliance.path("verdict").asText());
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
    if (mirrored(report) == 0) {
      return "Nothing was mirrored: no session's filter takes any of these packets.";
    }
    long dropped = 0;
    for (JsonNode reason : report.path("drops")) {
      dropped += reason.asLong();
    }
    boolean agrees = report.path("agrees").asBoolean();
    String first =
        dropped == 0
            ? "Every mirrored packet was sent to an appliance"
            : count(dropped, "mirrored packet") + " went to no appliance";
    return first
        + (dropped == 0 == agrees ? ", and " : "; ")
        + (agrees
            ? "the appliances counted what the fabric sent, packet for packet."
            : "the appliances did not all count what the fabric sent.");
  }

  private static long mirrored(JsonNode report) {
    return report.path("mirrored").path("packets").asLong();
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
