package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.search.Asked;
import io.sluice.cli.search.Asking;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Table;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Has the fleet keep what it captured around a moment. */
public final class KeepWork {
  /**
   * What to keep.
   *
   * @param why for those who find it later
   */
  public record Options(Path file, When at, Duration before, Duration after, String why) {}

  private final Setting setting;
  private final Terminal terminal;

  public KeepWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
  }

  public int run(Options options) {
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint);
        Inquiry inquiry = new Inquiry(setting, provider)) {
      Asking asking =
          inquiry.ask(
              Request.keep(Instant.EPOCH, Instant.EPOCH, options.why()),
              (draft, now) -> {
                Instant at = options.at().at(now);
                return draft.between(at.minus(options.before()), at.plus(options.after()));
              });
      List<Problem> gaps = new ArrayList<>();
      try (Progress progress = new Run(setting).progress()) {
        if (!inquiry.complete(asking, () -> progress.note(SearchText.states(asking)))) {
          gaps.add(Problem.error("keep.stopped", "Not every machine has said that it keeps it."));
        }
      }
      gaps.addAll(asking.gaps());
      gaps.addAll(inquiry.end());
      return tell(asking, gaps);
    }
  }

  private int tell(Asking asking, List<Problem> gaps) {
    boolean ok = gaps.stream().noneMatch(Problem::isError);
    terminal.problems(gaps);
    if (terminal.json()) {
      terminal.document(ok, json(asking));
    } else {
      Table table = new Table("MACHINE", "STATE", ">SEGMENTS KEPT");
      for (Asked one : asking.asked()) {
        table.row(one.machine(), one.state(), Integer.toString(segments(one).size()));
      }
      terminal.result(
          table + "\nFrom " + asking.request().from() + " to " + asking.request().to() + ".");
    }
    return ok ? Exit.OK : Exit.PROBLEMS;
  }

  private static List<String> segments(Asked one) {
    Answer answer = one.answer();
    return answer == null ? List.of() : answer.segments();
  }

  private static ObjectNode json(Asking asking) {
    ObjectNode json =
        Json.object()
            .put("from", String.valueOf(asking.request().from()))
            .put("to", String.valueOf(asking.request().to()));
    ArrayNode machines = json.putArray("machines");
    for (Asked one : asking.asked()) {
      ObjectNode node = machines.addObject().put("name", one.machine()).put("state", one.state());
      segments(one).forEach(node.withArray("segments")::add);
    }
    return json;
  }
}
