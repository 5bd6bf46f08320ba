package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One machine that was asked, and what it has answered so far. */
public final class Asked {
  /** More than this between two clocks is told. */
  private static final Duration APART = Duration.ofSeconds(2);

  private final String machine;
  private final String object;
  private @Nullable Answer answer;
  private @Nullable String etag;
  private Duration silent = Duration.ZERO;
  private final Duration patience;
  private boolean givenUp;

  /**
   * @param patience after which a machine that says nothing new counts as silent
   */
  Asked(Request request, String machine, Duration patience) {
    this.machine = machine;
    this.object = request.folder() + machine + "/answer.json";
    this.patience = patience;
  }

  /** Its name. */
  public String machine() {
    return machine;
  }

  /** Its last answer, or null before the first. */
  public @Nullable Answer answer() {
    return answer;
  }

  /** Looks for a newer answer. Thread-safe among machines. */
  void look(Objects objects) {
    if (last() || givenUp) {
      return;
    }
    if (objects.get(object, etag) instanceof Objects.Content content) {
      try {
        answer = Answer.read(content.bytes());
        silent = Duration.ZERO;
      } catch (IOException e) {
        // not what an appliance writes: as good as silence
      }
      etag = content.etag();
    }
  }

  /** From now on nothing that it says counts. */
  void giveUp() {
    givenUp = true;
  }

  /** So much time has passed. */
  void waited(Duration time) {
    silent = silent.plus(time);
  }

  /** Whether it has said all. */
  public boolean last() {
    return answer != null && answer.last();
  }

  /** Whether it has said nothing new for longer than it may. */
  public boolean silent() {
    return givenUp || (!last() && silent.compareTo(patience) >= 0);
  }

  /** Whether what it answers for need not be looked for elsewhere. */
  boolean counts() {
    return answer != null && !answer.failed() && !silent();
  }

  /** Whether it is known what it will answer for, or that it will not answer. */
  boolean settled() {
    return silent() || (answer != null && answer.begun());
  }

  /** What it is doing, in a word. */
  public String state() {
    return silent() ? "silent" : answer == null ? "asked" : answer.state();
  }

  /**
   * What is missing of it, once nothing more is waited for.
   *
   * @param elsewhere offloaded segments of it that were searched
   */
  List<Problem> gaps(boolean follow, int elsewhere) {
    List<Problem> gaps = new ArrayList<>();
    Answer said = answer;
    if (said == null) {
      gaps.add(
          Problem.error("search.no-answer", "Machine " + machine + " did not answer.")
              .withDetail(
                  elsewhere == 0
                      ? null
                      : "What it had offloaded was searched (segments: %d); what came later is not"
                              .formatted(elsewhere)
                          + " there.")
              .withHint("`orchestrator status` tells how it is."));
      return gaps;
    }
    if (silent()) {
      gaps.add(
          Problem.error(
              "search.silent",
              "Machine %s fell silent %s."
                  .formatted(
                      machine,
                      said.through() == null
                          ? "before it had found anything"
                          : "after what it had found up to " + said.through())));
    } else if (said.failed()) {
      gaps.add(
          Problem.error("search.failed", "Machine " + machine + " could not answer.")
              .withDetail(said.problem()));
    } else if (said.state().equals("cancelled") && !follow) {
      gaps.add(
          Problem.error(
              "search.cut-off", "Machine " + machine + " ended before it had looked at all."));
    }
    for (String unread : said.unread()) {
      gaps.add(
          Problem.error(
                  "search.unread", "Machine " + machine + " could not read all that it holds.")
              .withDetail(unread));
    }
    if (said.limited()) {
      gaps.add(
          Problem.warning(
                  "search.limited", "Machine " + machine + " has more than the limit lets through.")
              .withHint("A narrower filter or time shows the rest, or a higher `--limit`."));
    }
    Duration ahead = Duration.ofMillis(said.clockAheadMillis());
    if (ahead.abs().compareTo(APART) > 0) {
      gaps.add(
          Problem.warning(
              "search.clock",
              "The clock of machine %s is %s s %s; its packets stand where that clock puts them."
                  .formatted(
                      machine, ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead")));
    }
    return gaps;
  }
}
