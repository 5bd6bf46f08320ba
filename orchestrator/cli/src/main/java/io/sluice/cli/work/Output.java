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
  private final boolean pipe;
  private boolean left;

  private Output(OutputStream out, boolean pipe) {
    this.out = out;
    this.pipe = pipe;
  }

  /**
   * @param name a file, or {@link #STANDARD}
   * @throws ProblemException when it cannot be opened
   */
  static Output open(String name, World world) {
    if (name.equals(STANDARD)) {
      return new Output(new Standard(world.out()), true);
    }
    Path file = Path.of(name);
    try {
      boolean pipe = Files.exists(file) && !Files.isRegularFile(file);
      return new Output(Files.newOutputStream(file), pipe);
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
    if (left) {
      return false;
    }
    try {
      return writing.run();
    } catch (IOException e) {
      if (!pipe) {
        throw e;
      }
      left = true;
      return false;
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
    try {
      out.close();
    } catch (IOException e) {
      if (!pipe) {
        throw e;
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
        throw new IOException("nobody reads it any more");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
