package io.sluice.cli.progress;

import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Style;
import io.sluice.engine.apply.Event;
import io.sluice.engine.plan.Change;

/** One line for each event. */
final class EventText {
  private EventText() {}

  static String of(Event event, boolean color) {
    String thing = thing(event.change());
    return switch (event) {
      case Event.Started started -> ing(started.verb()) + " " + thing;
      case Event.Retrying retrying ->
          Style.YELLOW.paint("waiting", color)
              + " "
              + Quantity.of(retrying.delay())
              + " before "
              + ing(retrying.verb())
              + " "
              + thing
              + " again (attempt "
              + retrying.attempt()
              + "): "
              + retrying.failure().problem().summary();
      case Event.Done done ->
          Style.GREEN.paint(ed(done.verb()), color)
              + " "
              + thing
              + " in "
              + Quantity.of(done.took());
      case Event.Failed failed ->
          Style.RED.paint("failed:", color) + " " + failed.problem().summary();
      case Event.Skipped skipped ->
          Style.YELLOW.paint("skipped", color)
              + " "
              + ing(skipped.verb())
              + " "
              + thing
              + ": "
              + skipped.because();
    };
  }

  static String thing(Change change) {
    return change.label() + " " + change.title();
  }

  /** {@code create} becomes {@code creating}. */
  static String ing(String verb) {
    return (verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb) + "ing";
  }

  /** {@code create} becomes {@code created}. */
  static String ed(String verb) {
    return verb.endsWith("e") ? verb + "d" : verb + "ed";
  }
}
