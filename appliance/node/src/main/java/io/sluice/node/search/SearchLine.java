package io.sluice.node.search;

import io.sluice.packet.index.SearchProgress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/** Says how far a search is: one line that changes on a terminal, one in ten seconds elsewhere. */
final class SearchLine implements SearchProgress {
  private static final long TERMINAL_NANOS = 250_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final long pause;
  private long next;
  private boolean shown;

  private SearchLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    pause = terminal ? TERMINAL_NANOS : PLAIN_NANOS;
    next = System.nanoTime() + pause;
  }

  static SearchLine ofThisProcess() {
    return new SearchLine(
        System.err, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  @Override
  public void at(int segments, int of, long packets) {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + pause;
    String line = "%,d of %,d segments, %,d packets".formatted(segments, of, packets);
    out.print(terminal ? CLEAR + line : line + System.lineSeparator());
    out.flush();
    shown = terminal;
  }

  /** Takes the changing line away. */
  void done() {
    if (shown) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
