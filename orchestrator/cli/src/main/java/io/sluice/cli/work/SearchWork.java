package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.search.Asked;
import io.sluice.cli.search.Asking;
import io.sluice.cli.search.Gathering;
import io.sluice.cli.search.MergedPcapng;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets from the whole fleet, and from what it has laid into the mailbox, in time order. */
public final class SearchWork {
  /**
   * What to search.
   *
   * @param filter of pcap-filter(7), with our words; empty for everything
   * @param from earliest, or null for the oldest packet
   * @param to latest, or null for now
   * @param output a file, or {@code -} for standard output
   * @param follow goes on with packets as they come
   * @param limit of the output in bytes, or 0 for none
   * @param late for how long others wait for a machine while we follow
   */
  public record Options(
      Path file,
      String filter,
      @Nullable When from,
      @Nullable When to,
      String output,
      boolean follow,
      long limit,
      Duration late) {}

  private final Setting setting;
  private final Terminal terminal;
  private final String program;

  /**
   * @param program what the file says to be written by
   */
  public SearchWork(Setting setting, String program) {
    this.setting = setting;
    this.terminal = setting.terminal();
    this.program = program;
  }

  public int run(Options options) {
    Filters.require(options.filter());
    requireSense(options);
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint);
        Inquiry inquiry = new Inquiry(setting, provider)) {
      return run(options, inquiry);
    }
  }

  private void requireSense(Options options) {
    if (options.follow() && options.to() != null) {
      throw new ProblemException(
          Problem.error("search.to", "What is followed has no end, so `--to` says nothing.")
              .withHint("Leave out `--to` or `--follow`; Ctrl-C ends what is followed."));
    }
    Instant now = Instant.now();
    if (options.from() != null
        && options.to() != null
        && options.from().at(now).isAfter(options.to().at(now))) {
      throw new ProblemException(
          Problem.error("search.times", "`--from` is after `--to`.").withHint("Exchange the two."));
    }
  }

  private int run(Options options, Inquiry inquiry) {
    Asking asking = inquiry.ask(request(options), (draft, now) -> timed(draft, options, now));
    try (Output output = Output.open(options.output(), setting.world());
        MergedPcapng file = output.start(program);
        Gathering gathering =
            new Gathering(
                inquiry.objects(),
                asking,
                file,
                !options.follow() || options.from() != null,
                options.limit(),
                options.late(),
                inquiry::machines,
                inquiry::stopped)) {
      SearchText text = new SearchText(asking, gathering, file);
      boolean whole = gather(output, file, gathering, text);
      List<Problem> gaps = gaps(whole || output.left(), options, asking, gathering);
      gaps.addAll(inquiry.end());
      return tell(options, asking, gathering, file, text, gaps);
    } catch (IOException e) {
      throw Output.failed(options.output(), e);
    }
  }

  private boolean gather(Output output, MergedPcapng file, Gathering gathering, SearchText text)
      throws IOException {
    try (Progress progress = new Run(setting).progress()) {
      return output.until(
          () -> {
            // A reader waits for the header before it shows anything.
            file.flush();
            return gathering.run(() -> text.tell(progress));
          });
    }
  }

  private static List<Problem> gaps(
      boolean whole, Options options, Asking asking, Gathering gathering) {
    List<Problem> gaps = new ArrayList<>();
    if (!whole && !options.follow()) {
      gaps.add(
          Problem.error("search.stopped", "The search was ended before it had found all.")
              .withHint("What was found until then is in the output."));
    }
    if (asking.asked().isEmpty() && gathering.segments() == 0) {
      gaps.add(
          Problem.error("search.nobody", "There is no machine to ask, and nothing is offloaded.")
              .withHint("`orchestrator status` shows the fleet."));
    }
    gaps.addAll(gathering.gaps());
    return gaps;
  }

  private static Request request(Options options) {
    return Request.search(options.filter(), null, null, options.follow(), options.limit());
  }

  private static Request timed(Request draft, Options options, Instant now) {
    When from = options.from();
    When to = options.to();
    Instant earliest = from != null ? from.at(now) : options.follow() ? now : null;
    return draft.between(earliest, to == null ? null : to.at(now));
  }

  private int tell(
      Options options,
      Asking asking,
      Gathering gathering,
      MergedPcapng file,
      SearchText text,
      List<Problem> gaps) {
    boolean ok = gaps.stream().noneMatch(Problem::isError);
    terminal.problems(gaps);
    if (terminal.json()) {
      terminal.document(ok, json(options, asking, gathering, file));
    } else {
      terminal.result(text.summary(options.output()));
    }
    return ok ? Exit.OK : Exit.PROBLEMS;
  }

  private static ObjectNode json(
      Options options, Asking asking, Gathering gathering, MergedPcapng file) {
    ObjectNode json =
        Json.object()
            .put("output", options.output())
            .put("packets", file.packets())
            .put("bytes", file.bytes())
            .put("offloadedSegments", gathering.segments());
    ArrayNode machines = json.putArray("machines");
    for (Asked one : asking.asked()) {
      ObjectNode node =
          machines
              .addObject()
              .put("name", one.machine())
              .put("state", one.state())
              .put("packets", gathering.packets().getOrDefault(one.machine(), 0L));
      Answer answer = one.answer();
      if (answer != null) {
        node.put("through", text(answer.through())).put("oldest", text(answer.oldest()));
      }
    }
    return json;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
