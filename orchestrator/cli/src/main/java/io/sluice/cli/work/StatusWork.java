package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Table;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.apply.FleetGate;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.plan.Action;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.provider.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fleet as it is now, and whether the cloud still is what the blueprint says. */
public final class StatusWork {
  /** What to show. */
  public record Options(Path file, boolean watch) {}

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** A plan asks the cloud for everything: once in 30 seconds while watching is enough. */
  private static final int ROUNDS_PER_PLAN = 15;

  private static final String HOME = "\u001b[H";
  private static final String CLEAR_SCREEN = "\u001b[2J";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Setting setting;
  private final Terminal terminal;

  public StatusWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
  }

  public int run(Options options) {
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint)) {
      Plan plan = new Planner(provider).plan();
      show(provider, plan, options.watch(), true);
      for (int round = 1; options.watch() && setting.world().pause().test(INTERVAL); round++) {
        if (round % ROUNDS_PER_PLAN == 0) {
          plan = new Planner(provider).plan();
        }
        show(provider, plan, true, false);
      }
    }
    return Exit.OK;
  }

  private void show(Provider provider, Plan plan, boolean watch, boolean first) {
    List<Machine> machines = provider.fleet().machines();
    String wanted = provider.fleet().configHash();
    FleetGate gate = new FleetGate(provider, Duration.ZERO, line -> {});
    if (terminal.json()) {
      terminal.document(true, json(gate, machines, wanted, plan));
    } else if (watch && terminal.interactive()) {
      String clear = first ? HOME + CLEAR_SCREEN : HOME;
      terminal.result(
          clear + text(gate, machines, wanted, plan).replace("\n", "\u001b[K\n") + CLEAR_BELOW);
    } else {
      terminal.result(text(gate, machines, wanted, plan));
    }
  }

  private static String text(FleetGate gate, List<Machine> machines, String wanted, Plan plan) {
    StringBuilder text = new StringBuilder();
    if (machines.isEmpty()) {
      text.append("No machines.\n");
    } else {
      Table table =
          new Table(
              "MACHINE", "STATE", "VERSION", "CONFIG", "READY", ">PACKETS", ">BITS", ">DROPS");
      machines.forEach(
          machine -> row(table, machine, wanted, gate.notReadyBecause(machine, wanted)));
      text.append(table).append(PipelineText.of(machines));
    }
    text.append('\n').append(drift(plan)).append('\n');
    return text.toString();
  }

  private static void row(Table table, Machine machine, String wanted, @Nullable String because) {
    String ready = because == null ? "yes" : "no: " + because;
    MachineStatus status = machine.status();
    if (status == null) {
      table.row(machine.name(), machine.state(), "-", "-", ready, "-", "-", "-");
      return;
    }
    table.row(
        machine.name(),
        machine.state(),
        status.version(),
        config(status, wanted),
        ready,
        Quantity.of(status.packetsPerSecond(), "pps"),
        Quantity.of(status.bitsPerSecond(), "bps"),
        Long.toString(drops(status)));
  }

  private static String config(MachineStatus status, String wanted) {
    String hash = status.configHash();
    if (hash.isEmpty()) {
      return "none";
    }
    return hash.substring(0, Math.min(8, hash.length())) + (hash.equals(wanted) ? "" : " (old)");
  }

  private static long drops(MachineStatus status) {
    return status.drops().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String drift(Plan plan) {
    if (plan.isEmpty()) {
      return "No drift: the cloud is as the blueprint says.";
    }
    return "Drift: "
        + Run.count(changes(plan), "change")
        + " between the blueprint and the cloud; `orchestrator plan` shows them.";
  }

  private static int changes(Plan plan) {
    return (int) plan.changes().stream().filter(change -> change.action() != Action.NO_OP).count();
  }

  private static ObjectNode json(FleetGate gate, List<Machine> machines, String wanted, Plan plan) {
    ObjectNode json = Json.object().put("configHash", wanted);
    json.putObject("drift").put("changes", changes(plan));
    ArrayNode array = json.putArray("machines");
    for (Machine machine : machines) {
      ObjectNode node = array.addObject().put("name", machine.name()).put("state", machine.state());
      MachineStatus status = machine.status();
      String because = gate.notReadyBecause(machine, wanted);
      node.put("ready", because == null).put("notReadyBecause", because);
      if (status != null) {
        node.put("version", status.version())
            .put("configHash", status.configHash())
            .put("configCurrent", status.configHash().equals(wanted))
            .put("phase", status.state())
            .put("reason", status.reason())
            .put("written", status.written().toString())
            .put("started", status.started().toString())
            .put("packetsPerSecond", status.packetsPerSecond())
            .put("bitsPerSecond", status.bitsPerSecond());
        node.set("counters", Json.MAPPER.valueToTree(status.counters()));
        node.set("drops", Json.MAPPER.valueToTree(status.drops()));
        node.set("tools", Json.MAPPER.valueToTree(status.tools()));
      }
    }
    return json;
  }
}
