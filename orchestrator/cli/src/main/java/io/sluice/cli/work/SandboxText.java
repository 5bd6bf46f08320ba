package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Table;
import java.util.Locale;
import java.util.Map;

/**
 * Draws what a sandbox says of itself: its machines, the ways through it, what it holds, who called
 * it.
 */
final class SandboxText {
  private SandboxText() {}

  static String of(JsonNode status, JsonNode calls) {
    StringBuilder text = new StringBuilder();
    text.append("calls     ").append(calls.path("total").asLong()).append(" from outside, ");
    text.append(calls.path("machines").path("total").asLong()).append(" from machines\n");
    JsonNode fabric = status.path("fabric");
    counts(text, "dropped by the fabric", fabric.path("drops"));
    section(text, frontends(fabric), fabric.path("frontends"));
    section(text, targets(fabric), fabric.path("gateways"));
    JsonNode aws = status.path("awsFabric");
    mirrored(text, aws);
    counts(text, "mirrored but dropped by the fabric", aws.path("drops"));
    section(text, awsTargets(aws), aws.path("balancers"));
    section(text, machines(status), status.path("machines"));
    section(text, resources(status), status.path("resources"));
    return text.toString();
  }

  private static void section(StringBuilder text, Table table, JsonNode of) {
    if (!of.isEmpty()) {
      text.append('\n').append(table);
    }
  }

  private static void counts(StringBuilder text, String name, JsonNode counts) {
    for (Map.Entry<String, JsonNode> count : counts.properties()) {
      text.append(name).append(": ").append(count.getKey()).append(' ');
      text.append(count.getValue().asLong()).append('\n');
    }
  }

  private static void mirrored(StringBuilder text, JsonNode aws) {
    if (aws.path("sessions").asLong() > 0) {
      text.append("mirrored  ").append(aws.path("mirrored").path("packets").asLong());
      text.append(" packets, by ").append(aws.path("sessions").asLong()).append(" sessions\n");
    }
  }

  private static Table awsTargets(JsonNode aws) {
    Table table =
        new Table(
            "BALANCER", "TYPE", "TARGET", "ZONE", "ADDRESS HERE", "HEALTH", ">SENT", ">RETURNED");
    for (JsonNode balancer : aws.path("balancers")) {
      String name = balancer.path("name").asText();
      String type = balancer.path("type").asText();
      if (balancer.path("targets").isEmpty()) {
        table.row(name, type, "-", "-", "-", "-", "-", "-");
      }
      for (JsonNode target : balancer.path("targets")) {
        String health = target.path("health").asText().toLowerCase(Locale.ROOT);
        table.row(
            name,
            type,
            target.path("instance").asText(),
            target.path("zone").asText(),
            target.path("address").asText(),
            target.path("draining").asBoolean() ? health + ", draining" : health,
            target.path("sent").path("packets").asText("0"),
            target.path("returned").path("packets").asText("0"));
      }
    }
    return table;
  }

  private static Table frontends(JsonNode fabric) {
    Table table = new Table("FRONTEND", "PUBLIC ADDRESS", "PORTS", "THROUGH GATEWAY", "BACKENDS");
    for (JsonNode frontend : fabric.path("frontends")) {
      table.row(
          frontend.path("name").asText(),
          frontend.path("publicIp").asText(),
          joined(frontend.path("ports")),
          frontend.path("gateway").asText("-"),
          backends(frontend.path("backends")));
    }
    return table;
  }

  private static String joined(JsonNode values) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text.append(text.isEmpty() ? "" : ", ").append(value.asText()));
    return text.toString();
  }

  private static String backends(JsonNode backends) {
    long healthy = 0;
    for (JsonNode backend : backends) {
      healthy += healthy(backend) ? 1 : 0;
    }
    return healthy + " of " + backends.size() + " healthy";
  }

  private static boolean healthy(JsonNode target) {
    return target.path("health").asText().equalsIgnoreCase("healthy");
  }

  private static Table targets(JsonNode fabric) {
    Table table =
        new Table(
            "GATEWAY",
            "APPLIANCE",
            "ADDRESS HERE",
            "HEALTH",
            ">EXTERNAL SENT",
            ">RETURNED",
            ">INTERNAL SENT",
            ">RETURNED");
    for (JsonNode gateway : fabric.path("gateways")) {
      for (JsonNode target : gateway.path("targets")) {
        table.row(
            gateway.path("name").asText() + " " + gateway.path("ip").asText(),
            target.path("name").asText(),
            target.path("address").asText(),
            target.path("health").asText(),
            target.path("external").path("sentPackets").asText("0"),
            target.path("external").path("returnedPackets").asText("0"),
            target.path("internal").path("sentPackets").asText("0"),
            target.path("internal").path("returnedPackets").asText("0"));
      }
    }
    return table;
  }

  private static Table machines(JsonNode status) {
    Table table = new Table("MACHINE", "PRIVATE ADDRESS", "STATE", "POWER", "HEALTH", "MODEL");
    for (JsonNode machine : status.path("machines")) {
      table.row(
          machine.path("name").asText(),
          machine.path("privateIp").asText(),
          machine.path("provisioningState").asText(),
          machine.path("powerState").asText(),
          machine.path("health").asText(),
          machine.path("latestModel").asBoolean() ? "latest" : "old");
    }
    return table;
  }

  private static Table resources(JsonNode status) {
    Table table = new Table("RESOURCES", ">COUNT");
    status
        .path("resources")
        .properties()
        .forEach(type -> table.row(type.getKey(), type.getValue().asText()));
    return table;
  }
}
