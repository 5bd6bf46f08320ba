package io.sluice.cli.terminal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.engine.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a command's words go. Results (a plan, a table, a JSON document) go to standard output and
 * are always written; talk is dropped by {@code -q} and, with {@code --json}, moves to standard
 * error so that standard output holds one document and nothing else. Thread-safe.
 */
public final class Terminal {

  /**
   * How to speak.
   *
   * @param json one JSON document on standard output
   * @param color ANSI colours
   * @param quiet no talk
   * @param interactive a person sits at both ends: questions and redrawing are possible
   */
  public record Manner(boolean json, boolean color, boolean quiet, boolean interactive) {}

  private final BufferedReader in;
  private final PrintStream out;
  private final PrintStream err;
  private final Manner manner;
  private final List<Problem> told = new ArrayList<>();

  public Terminal(BufferedReader in, PrintStream out, PrintStream err, Manner manner) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.manner = manner;
  }

  public boolean json() {
    return manner.json();
  }

  public boolean color() {
    return manner.color();
  }

  public boolean quiet() {
    return manner.quiet();
  }

  /** Whether a block may be redrawn and a question asked. */
  public boolean interactive() {
    return manner.interactive() && !manner.json();
  }

  /** The stream that talk goes to. */
  public PrintStream talkStream() {
    return manner.json() ? err : out;
  }

  /** A result, always written to standard output. */
  public void result(String text) {
    write(out, text);
  }

  /**
   * The command's JSON document: {@code ok}, what the command adds, and every problem told so far.
   */
  public void document(boolean ok, ObjectNode rest) {
    ObjectNode document = Json.object().put("ok", ok);
    document.setAll(rest);
    synchronized (told) {
      document.set("problems", Json.problems(told));
      told.clear();
    }
    write(out, Json.pretty(document));
  }

  /** What a person likes to know but no script needs. */
  public void say(String text) {
    if (!manner.quiet()) {
      write(talkStream(), text);
    }
  }

  /**
   * Problems, all at once, to standard error and never dropped; with {@code --json} they wait for
   * the document.
   */
  public void problems(List<Problem> problems) {
    if (manner.json()) {
      synchronized (told) {
        told.addAll(problems);
      }
    } else if (!problems.isEmpty()) {
      write(err, ProblemText.of(problems, manner.color()));
    }
  }

  /** Problems that end a command: on standard error, or as the JSON document. */
  public void failure(List<Problem> problems) {
    problems(problems);
    if (manner.json()) {
      document(false, Json.object());
    }
  }

  public String paint(String text, Style style) {
    return style.paint(text, manner.color());
  }

  /** Asks until it hears yes or no; the end of input is a no. Only for an interactive terminal. */
  public boolean confirm(String question) {
    try {
      while (true) {
        out.print(question + " [yes/no] ");
        out.flush();
        String line = in.readLine();
        if (line == null) {
          return false;
        }
        switch (line.strip().toLowerCase(Locale.ROOT)) {
          case "y", "yes" -> {
            return true;
          }
          case "n", "no" -> {
            return false;
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void write(PrintStream stream, String text) {
    stream.print(text.endsWith("\n") ? text : text + "\n");
    stream.flush();
  }
}
