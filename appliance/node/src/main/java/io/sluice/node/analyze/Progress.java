package io.sluice.node.analyze;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/** Says how far it is: one line that changes on a terminal, a line every ten seconds elsewhere. */
final class Progress {
  private static final long TERMINAL_NANOS = 250_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private final long begin = System.nanoTime();
  private long next;
  private boolean shown;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.next = begin + (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
  }

  static Progress ofThisProcess() {
    return new Progress(System.err, terminal());
  }

  /** Whether a person looks on. */
  static boolean terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  void at(long packets, long bytes) {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
    double seconds = (now - begin) / 1e9;
    String line =
        "%s packets, %s read, %s packets/s"
            .formatted(
                Wording.count(packets),
                Wording.bytes(bytes),
                Wording.count((long) (packets / seconds)));
    out.print(terminal ? "\r\u001b[K" + line : line + System.lineSeparator());
    out.flush();
    shown = terminal;
  }

  /** Takes the changing line away. */
  void done() {
    if (shown) {
      out.print("\r\u001b[K");
      out.flush();
      shown = false;
    }
  }
}
