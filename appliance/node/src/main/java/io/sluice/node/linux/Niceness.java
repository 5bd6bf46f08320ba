package io.sluice.node.linux;

import static io.sluice.node.linux.Calls.INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How much a thread leaves to others where there are more of them than cores (setpriority(2)). */
public final class Niceness {
  private static final MethodHandle GET = Calls.of("getpriority", INT, INT, INT);
  private static final MethodHandle SET = Calls.of("setpriority", INT, INT, INT, INT);

  /** With 0 for who, Linux takes it for the calling thread. */
  private static final int PRIO_PROCESS = 0;

  private static final int MOST = 19;

  private Niceness() {}

  /** Makes the calling thread nicer by so much; that needs no privilege. */
  public static void add(int more) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      int now = (int) GET.invokeExact(state, PRIO_PROCESS, 0);
      int ignored = (int) SET.invokeExact(state, PRIO_PROCESS, 0, Math.min(MOST, now + more));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }
}
