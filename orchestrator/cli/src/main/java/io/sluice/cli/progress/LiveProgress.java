package io.sluice.cli.progress;

import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Style;
import io.sluice.engine.apply.Event;
import io.sluice.engine.plan.Change;
import io.sluice.engine.resource.Key;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * On a terminal: what is finished scrolls away upwards, what is running stands below it in a block
 * that is redrawn with the time each step has taken. A frame is one write, and every line is
 * overwritten and cleared to its end rather than erased first: that is what keeps it from
 * flickering. No line is as wide as the terminal, because a wrapped line cannot be redrawn.
 */
public final class LiveProgress implements Progress {
  private static final long FRAME_MILLIS = 100;
  private static final int FRAMES_PER_WIDTH = 20;
  private static final int MOST_LINES = 15;
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private record Step(Change change, String verb, long since, String remark) {}

  private final PrintStream out;
  private final boolean color;
  private final IntSupplier columns;
  private final LongSupplier nanos;
  private final Map<Key, Step> running = new LinkedHashMap<>();
  private int width;
  private int frames;
  private int drawn;
  private String status = "";
  private boolean closed;

  public LiveProgress(PrintStream out, boolean color) {
    this(out, color, Width::ask, System::nanoTime);
    Thread.ofPlatform().daemon().name("progress").start(this::tick);
  }

  /** Without a clock of its own: {@link #draw()} is called by hand. */
  LiveProgress(PrintStream out, boolean color, IntSupplier columns, LongSupplier nanos) {
    this.out = out;
    this.color = color;
    this.columns = columns;
    this.nanos = nanos;
  }

  @Override
  public synchronized void accept(Event event) {
    String line = EventText.of(event, color);
    switch (event) {
      case Event.Started started ->
          running.put(
              started.change().key(),
              new Step(started.change(), started.verb(), nanos.getAsLong(), ""));
      case Event.Retrying retrying ->
          running.computeIfPresent(
              retrying.change().key(),
              (key, step) ->
                  new Step(
                      step.change(),
                      step.verb(),
                      step.since(),
                      "attempt "
                          + retrying.attempt()
                          + ": "
                          + retrying.failure().problem().summary()));
      case Event.Done done -> finish(done.change(), line);
      case Event.Failed failed -> finish(failed.change(), line);
      case Event.Skipped skipped -> finish(skipped.change(), line);
    }
  }

  /** The last sentence stands under the block until the next one, or until the end. */
  @Override
  public synchronized void note(String sentence) {
    status = sentence;
    render("");
  }

  @Override
  public synchronized void close() {
    running.clear();
    String last = status.isEmpty() ? "" : status + CLEAR_REST_OF_LINE + "\n";
    status = "";
    render(last);
    closed = true;
    notifyAll();
  }

  /** Draws frame after frame until closed. */
  private synchronized void tick() {
    try {
      while (!closed) {
        wait(FRAME_MILLIS);
        draw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void draw() {
    if (!closed) {
      render("");
    }
  }

  private void finish(Change change, String line) {
    running.remove(change.key());
    render(line + CLEAR_REST_OF_LINE + "\n");
  }

  /** Writes {@code above} over the old block and a new block under it. */
  private void render(String above) {
    if (frames++ % FRAMES_PER_WIDTH == 0) {
      width = columns.getAsInt();
    }
    List<String> block = block();
    if (above.isEmpty() && block.isEmpty() && drawn == 0) {
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append('A');
    }
    frame.append('\r').append(above);
    for (String line : block) {
      frame.append(line).append(CLEAR_REST_OF_LINE).append('\n');
    }
    frame.append(CLEAR_BELOW);
    out.print(frame);
    out.flush();
    drawn = block.size();
  }

  private List<String> block() {
    List<String> lines = new ArrayList<>();
    long now = nanos.getAsLong();
    for (Step step : running.values()) {
      if (lines.size() == MOST_LINES) {
        lines.add(cut("  and " + (running.size() - MOST_LINES) + " more"));
        break;
      }
      String took = Quantity.of(Duration.ofSeconds((now - step.since()) / 1_000_000_000L));
      String remark = step.remark().isEmpty() ? "" : " - " + step.remark();
      String line =
          cut(
              "  "
                  + EventText.ing(step.verb())
                  + " "
                  + EventText.thing(step.change())
                  + " "
                  + took
                  + remark);
      lines.add(Style.CYAN.paint(line, color));
    }
    if (!status.isEmpty()) {
      lines.add(cut(status));
    }
    return lines;
  }

  private String cut(String line) {
    int room = Math.max(10, width - 1);
    return line.length() <= room ? line : line.substring(0, room - 3) + "...";
  }
}
