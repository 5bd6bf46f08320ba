package io.sluice.node.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What a thread leaves to others, as the kernel tells it. */
class NicenessTest {
  private static final MethodHandle GET = Calls.of("getpriority", Calls.INT, Calls.INT, Calls.INT);

  private static int ofThisThread() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) GET.invokeExact(arena.allocate(Calls.STATE), 0, 0);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  @Test
  void aThreadIsNicerByThatMuchAndNoOther() throws ExecutionException, InterruptedException {
    int before = ofThisThread();
    FutureTask<Integer> after =
        new FutureTask<>(
            () -> {
              Niceness.add(4);
              return ofThisThread();
            });
    Thread.ofPlatform().start(after);

    assertThat(after.get()).isEqualTo(Math.min(19, before + 4));
    assertThat(ofThisThread()).isEqualTo(before);
  }
}
