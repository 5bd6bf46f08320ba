package io.sluice.node.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a thread leaves to others, as the kernel tells it. */
class NicenessTest {
  private static final MethodHandle CALL =
      Calls.of("syscall", Calls.LONG, Calls.LONG, Calls.LONG, Calls.LONG, Calls.LONG, Calls.LONG);
  private static final long SCHED_GETATTR =
      System.getProperty("os.arch").equals("aarch64") ? 275 : 315;

  private record Attributes(int nice, long runtime) {}

  private static Attributes ofThisThread() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(56, Long.BYTES);
      long failed =
          (long)
              CALL.invokeExact(
                  arena.allocate(Calls.STATE), SCHED_GETATTR, 0L, attributes.address(), 56L, 0L);
      assertThat(failed).isZero();
      return new Attributes(attributes.get(Calls.INT, 16), attributes.get(Calls.LONG, 24));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  @Test
  void aThreadIsNicerByThatMuchAndTakesShortTurns()
      throws ExecutionException, InterruptedException {
    Attributes before = ofThisThread();
    FutureTask<Attributes> after =
        new FutureTask<>(
            () -> {
              Niceness.add(4);
              return ofThisThread();
            });
    Thread.ofPlatform().start(after);

    assertThat(after.get().nice()).isEqualTo(Math.min(19, before.nice() + 4));
    assertThat(ofThisThread()).isEqualTo(before);
    Assumptions.assumeTrue(before.runtime() > 0, "this kernel has no turns of a thread's own");
    assertThat(after.get().runtime()).isEqualTo(100_000);
  }
}
