package io.sluice.cli.work;

import io.sluice.cli.search.MergedPcapng;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where packets go. Who reads standard output or a named pipe may leave when it has seen enough: no
 * problem then.
 */
final class Output implements AutoCloseable {
  static final String STANDARD = "-";

  /** Writes, and says how far it came. */
  @FunctionalInterface
  interface Writing {
    boolean run() throws IOException;
  }

  private final OutputStream out;
  private boolean left;

  private Output(OutputStream out) {
    this.out = new Guard(out);
  }

  /**
   * @param name a file, or {@link #STANDARD}
   * @throws ProblemException when it cannot be opened
   */
  static Output open(String name, World world) {
    try {
      return new Output(
          name.equals(STANDARD) ? new Standard(world.out()) : Files.newOutputStream(Path.of(name)));
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  MergedPcapng start(String program) throws IOException {
    return new MergedPcapng(out, program);
  }

  /**
   * Writes until it ends or the reader has left.
   *
   * @return what the writing says, or false where the reader left
   */
  boolean until(Writing writing) throws IOException {
    try {
      return writing.run();
    } catch (IOException e) {
      if (left) {
        return false;
      }
      throw e;
    }
  }

  /** Whether the reader has left. */
  boolean left() {
    return left;
  }

  static ProblemException failed(String name, IOException cause) {
    String where = name.equals(STANDARD) ? "Standard output" : "`" + name + "`";
    ProblemException told =
        new ProblemException(
            Problem.error("search.output", where + " cannot be written.")
                .withDetail(cause.toString())
                .withHint("Name another with `-o`."));
    told.initCause(cause);
    return told;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** What is written after the reader left goes nowhere. */
  private final class Guard extends FilterOutputStream {
    Guard(OutputStream out) {
      super(out);
    }

    private void unlessLeft(Writing writing) throws IOException {
      if (!left) {
        try {
          writing.run();
        } catch (IOException e) {
          // EPIPE; Java has no type for it
          left = String.valueOf(e.getMessage()).contains("Broken pipe");
          throw e;
        }
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      unlessLeft(
          () -> {
            out.write(bytes, from, length);
            return true;
          });
    }

    @Override
    public void flush() throws IOException {
      unlessLeft(
          () -> {
            out.flush();
            return true;
          });
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        if (!left) {
          throw e;
        }
      }
    }
  }

  /** Standard output: stays open, and does not hide that nobody reads it any more. */
  private static final class Standard extends FilterOutputStream {
    private final PrintStream stream;

    Standard(PrintStream stream) {
      super(stream);
      this.stream = stream;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      stream.write(bytes, from, length);
      check();
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
      check();
    }

    private void check() throws IOException {
      if (stream.checkError()) {
        throw new IOException("Broken pipe");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
