package io.sluice.node.xdp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Assumptions;

/** A program loaded into this machine's kernel and run over frames, without any interface. */
final class ProgramRun implements AutoCloseable {
  private static final int PROG_TEST_RUN = 10;

  private final Libc libc = new Libc();
  private final int program;

  ProgramRun(byte[] code) throws IOException {
    program = new Bpf().load(code);
  }

  /** Skips the test, loudly, where programs cannot be loaded. */
  static void assumePossible() {
    try {
      Bpf bpf = new Bpf();
      bpf.close(bpf.socketMap(1));
    } catch (IOException e) {
      System.err.println("SKIPPED: tests of the XDP program need root: " + e.getMessage());
      Assumptions.abort("needs root: " + e.getMessage());
    }
  }

  /** What the program returns; frames must be 14 bytes long at least. */
  int run(byte[] frame) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(120, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, program);
      attributes.set(ValueLayout.JAVA_INT, 8, frame.length);
      attributes.set(
          ValueLayout.JAVA_LONG, 16, arena.allocateFrom(ValueLayout.JAVA_BYTE, frame).address());
      attributes.set(ValueLayout.JAVA_INT, 32, 1);
      int result = libc.bpf(PROG_TEST_RUN, attributes);
      if (result < 0) {
        throw new IllegalStateException("the program was not run: " + Libc.error(result));
      }
      return attributes.get(ValueLayout.JAVA_INT, 4);
    }
  }

  @Override
  public void close() {
    libc.close(program);
  }
}
