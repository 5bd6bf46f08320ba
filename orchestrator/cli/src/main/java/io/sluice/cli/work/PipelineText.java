package io.sluice.cli.work;

import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Table;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.fleet.MachineStatus.ToolStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What appliances say of deduplication, capture and tools; empty where no config asks for any. */
final class PipelineText {
  private PipelineText() {}

  static String of(List<Machine> machines) {
    List<MachineStatus> statuses =
        machines.stream().map(Machine::status).filter(Objects::nonNull).toList();
    return trouble(statuses) + capture(statuses) + tools(statuses);
  }

  /** Why machines that are ready are degraded all the same, and what tools do not answer. */
  private static String trouble(List<MachineStatus> statuses) {
    List<String> lines = new ArrayList<>();
    for (MachineStatus status : statuses) {
      if (status.ready() && status.state().equals("degraded")) {
        lines.add("%s: %s.".formatted(status.machine(), status.reason()));
      }
      for (ToolStatus tool : status.tools()) {
        tool.down()
            .forEach(
                (target, why) ->
                    lines.add(
                        "%s: the tool `%s` has its target %s down: %s."
                            .formatted(status.machine(), tool.name(), target, why)));
      }
    }
    return lines.isEmpty() ? "" : "\n" + String.join("\n", lines) + "\n";
  }

  private static String capture(List<MachineStatus> statuses) {
    Table table =
        new Table(
            "CAPTURE", ">COPIES", ">PACKETS", ">STORED", ">SEGMENTS", ">REACHES BACK", ">LOST");
    boolean any = false;
    for (MachineStatus status : statuses) {
      Map<String, Long> counters = status.counters();
      if (counters.getOrDefault("capture.packets", 0L) == 0
          && counters.getOrDefault("capture.segments", 0L) == 0
          && counters.getOrDefault("dedup.packets", 0L) == 0) {
        continue;
      }
      any = true;
      table.row(
          status.machine(),
          Long.toString(counters.getOrDefault("dedup.copies", 0L)),
          Long.toString(counters.getOrDefault("capture.packets", 0L)),
          Quantity.of(counters.getOrDefault("capture.store.bytes", 0L), "B"),
          Long.toString(counters.getOrDefault("capture.segments", 0L)),
          reach(counters.getOrDefault("capture.oldest.seconds", 0L), status.written()),
          Long.toString(lost(counters)));
    }
    return any ? "\n" + table : "";
  }

  private static String reach(long oldest, Instant now) {
    return oldest == 0 ? "-" : Quantity.of(Duration.between(Instant.ofEpochSecond(oldest), now));
  }

  private static long lost(Map<String, Long> counters) {
    return counters.entrySet().stream()
        .filter(each -> each.getKey().startsWith("capture.drop."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String tools(List<MachineStatus> statuses) {
    Table table = new Table("TOOL", "MACHINE", "TARGETS", ">MATCHED", ">SENT", ">BYTES", ">DROPS");
    boolean any = false;
    for (String name : names(statuses)) {
      for (MachineStatus status : statuses) {
        for (ToolStatus tool : status.tools()) {
          if (tool.name().equals(name)) {
            any = true;
            table.row(
                name,
                status.machine(),
                "%d of %d up"
                    .formatted(
                        tool.counters().getOrDefault("targets.up", 0L),
                        tool.counters().getOrDefault("targets", 0L)),
                Long.toString(tool.counters().getOrDefault("matched", 0L)),
                Long.toString(tool.counters().getOrDefault("sent", 0L)),
                Quantity.of(tool.counters().getOrDefault("sent.bytes", 0L), "B"),
                drops(tool));
          }
        }
      }
    }
    return any ? "\n" + table : "";
  }

  /** In the config's order, which is that of each status. */
  private static List<String> names(List<MachineStatus> statuses) {
    return statuses.stream()
        .flatMap(status -> status.tools().stream())
        .map(ToolStatus::name)
        .distinct()
        .toList();
  }

  /** With the reason of most of them: it says what to mend. */
  private static String drops(ToolStatus tool) {
    String most =
        tool.counters().entrySet().stream()
            .filter(each -> each.getKey().startsWith("drops.") && each.getValue() > 0)
            .max(Map.Entry.comparingByValue())
            .map(each -> " (" + each.getKey().substring("drops.".length()) + ")")
            .orElse("");
    return tool.dropped() + most;
  }
}
