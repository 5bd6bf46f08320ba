package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.search.Asked;
import io.sluice.cli.search.Asking;
import io.sluice.cli.search.Offloaded;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Table;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which indicators the fleet has seen, in all that it has captured. */
public final class HuntWork {
  /**
   * What to look for.
   *
   * @param indicators a file with one a line
   * @param from earliest, or null for the oldest packet
   * @param to latest, or null for now
   */
  public record Options(Path file, Path indicators, @Nullable When from, @Nullable When to) {}

  /** What a mailbox's request and a machine's memory bear. */
  private static final int MOST_INDICATORS = 100_000;

  private final Setting setting;
  private final Terminal terminal;

  public HuntWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
  }

  public int run(Options options) {
    List<String> indicators = indicators(options.indicators());
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint);
        Inquiry inquiry = new Inquiry(setting, provider)) {
      return run(options, indicators, inquiry);
    }
  }

  /** One a line; what follows a {@code #} is a comment. */
  private static List<String> indicators(Path file) {
    List<String> indicators;
    try (var lines = Files.lines(file)) {
      indicators =
          lines
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .distinct()
              .limit(MOST_INDICATORS + 1L)
              .toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (UncheckedIOException e) {
      throw unreadable(file, e);
    }
    if (indicators.isEmpty() || indicators.size() > MOST_INDICATORS) {
      throw new ProblemException(
          Problem.error(
                  "hunt.indicators",
                  indicators.isEmpty()
                      ? "There is no indicator in `" + file + "`."
                      : "There are more than %,d indicators in `%s`."
                          .formatted(MOST_INDICATORS, file))
              .withHint("Write an address, a network or a name on each line."));
    }
    return indicators;
  }

  private static ProblemException unreadable(Path file, Exception thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return new ProblemException(
        Problem.error("hunt.indicators", "`" + file + "` cannot be read.")
            .withDetail(
                cause instanceof CharacterCodingException
                    ? "It is no text in UTF-8."
                    : cause.toString()));
  }

  private int run(Options options, List<String> indicators, Inquiry inquiry) {
    When from = options.from();
    When to = options.to();
    Asking asking =
        inquiry.ask(
            Request.hunt(indicators, null, null),
            (draft, now) ->
                draft.between(from == null ? null : from.at(now), to == null ? null : to.at(now)));
    List<Problem> gaps = new ArrayList<>();
    try (Progress progress = new Run(setting).progress()) {
      if (!inquiry.complete(asking, () -> tell(asking, progress))) {
        gaps.add(Problem.error("hunt.stopped", "The hunt was ended before it was through."));
      }
    }
    gaps.addAll(asking.gaps());
    int beyond =
        Offloaded.count(
            inquiry.objects(), asking.asked(), asking.request().from(), asking.request().to());
    if (beyond > 0) {
      gaps.add(
          Problem.error(
                  "hunt.offloaded",
                  Run.count(beyond, "offloaded segment")
                      + " that no machine holds any more "
                      + (beyond == 1 ? "was" : "were")
                      + " not looked at.")
              .withHint("Fetch `capture/` of the mailbox; `appliance hunt DIR` looks at it."));
    }
    gaps.addAll(inquiry.end());
    return tell(indicators.size(), asking, gaps);
  }

  private static void tell(Asking asking, Progress progress) {
    progress.note(
        "%s looked at; %s"
            .formatted(Quantity.of((double) looked(asking), "packets"), SearchText.states(asking)));
  }

  private static long looked(Asking asking) {
    long packets = 0;
    for (Asked one : asking.asked()) {
      Answer answer = one.answer();
      packets += answer == null ? 0 : answer.packets();
    }
    return packets;
  }

  private int tell(int indicators, Asking asking, List<Problem> gaps) {
    List<Findings> found = Findings.of(asking.asked());
    boolean ok = gaps.stream().noneMatch(Problem::isError);
    terminal.problems(gaps);
    if (terminal.json()) {
      terminal.document(ok, json(found, asking));
    } else {
      terminal.result(table(found) + summary(indicators, found.size(), asking));
    }
    return ok ? Exit.OK : Exit.PROBLEMS;
  }

  private static String table(List<Findings> found) {
    if (found.isEmpty()) {
      return "";
    }
    Table table =
        new Table("INDICATOR", "FIRST SEEN", "LAST SEEN", ">PACKETS", ">FLOWS", "MACHINES");
    for (Findings one : found) {
      table.row(
          one.indicator(),
          one.firstSeen().truncatedTo(ChronoUnit.MILLIS).toString(),
          one.lastSeen().truncatedTo(ChronoUnit.MILLIS).toString(),
          Long.toString(one.packets()),
          Long.toString(one.flows()),
          String.join(", ", one.machines()));
    }
    return table + "\n";
  }

  private static String summary(int indicators, int found, Asking asking) {
    return "%d of %s seen, in %s of %s."
        .formatted(
            found,
            Run.count(indicators, "indicator"),
            Run.count(looked(asking), "packet"),
            Run.count(asking.asked().size(), "machine"));
  }

  private static ObjectNode json(List<Findings> found, Asking asking) {
    ObjectNode json = Json.object().put("packets", looked(asking));
    ArrayNode array = json.putArray("findings");
    for (Findings one : found) {
      ObjectNode node =
          array
              .addObject()
              .put("indicator", one.indicator())
              .put("firstSeen", one.firstSeen().toString())
              .put("lastSeen", one.lastSeen().toString())
              .put("packets", one.packets())
              .put("bytes", one.bytes())
              .put("flows", one.flows());
      one.machines().forEach(node.withArray("machines")::add);
    }
    return json;
  }
}
