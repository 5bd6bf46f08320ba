package io.sluice.cli.progress;

import io.sluice.engine.apply.Event;
import java.util.function.Consumer;

/** One plain line for each event, for logs and pipes. */
public final class LineProgress implements Progress {
  private final Consumer<String> lines;

  public LineProgress(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void accept(Event event) {
    lines.accept(EventText.of(event, false));
  }

  @Override
  public void note(String sentence) {
    lines.accept(sentence);
  }

  @Override
  public void close() {}
}
