package io.sluice.cli.progress;

import io.sluice.engine.apply.Event;
import java.util.function.Consumer;

/** Shows an apply as it happens. Events come from several threads at once. */
public interface Progress extends Consumer<Event>, AutoCloseable {

  /** A sentence of our own between the events. */
  void note(String sentence);

  /** Leaves the screen as plain text. */
  @Override
  void close();
}
