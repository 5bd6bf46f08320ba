package io.sluice.node.linux;

import static io.sluice.node.linux.Calls.INT;
import static io.sluice.node.linux.Calls.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How long a thread may run at a time where there are more of them than cores (sched_setattr(2)).
 * The shorter that is, the sooner it runs once it is woken: the scheduler takes a thread off the
 * core for another with a shorter slice, where it otherwise lets it go on to the end of its own, a
 * clock tick of 4 ms and more. What a thread gets in all is not changed by it.
 */
public final class TimeSlice {
  // The generic table's number is aarch64's
  private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
  private static final long GET_ATTRIBUTES = ARM ? 275 : 315;
  private static final long SET_ATTRIBUTES = ARM ? 274 : 314;

  /** Size of {@code struct sched_attr} up to {@code sched_period}. */
  private static final int BYTES = 48;

  private static final int POLICY = 4;
  private static final int RUNTIME = 24;
  private static final int SCHED_OTHER = 0;

  /** The least that the kernel takes. */
  private static final long SHORTEST_NANOS = 100_000;

  private static final MethodHandle GET = Calls.of("syscall", LONG, LONG, INT, LONG, INT, INT);
  private static final MethodHandle SET = Calls.of("syscall", LONG, LONG, INT, LONG, INT);

  private TimeSlice() {}

  /**
   * Gives the calling thread the shortest slice that there is; that needs no privilege. Kernels
   * before Linux 6.12 leave it as it is.
   */
  public static void shortest() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = attributes(arena);
      if (attributes.get(ValueLayout.JAVA_INT, POLICY) == SCHED_OTHER) {
        attributes.set(ValueLayout.JAVA_LONG, RUNTIME, SHORTEST_NANOS);
        MemorySegment state = arena.allocate(Calls.STATE);
        long ignored = (long) SET.invokeExact(state, SET_ATTRIBUTES, 0, attributes.address(), 0);
      }
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** The calling thread's, in nanoseconds; 0 where the kernel does not say. */
  static long nanos() {
    try (Arena arena = Arena.ofConfined()) {
      return attributes(arena).get(ValueLayout.JAVA_LONG, RUNTIME);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** The calling thread's; where the kernel refuses, of no size, which it will not take either. */
  private static MemorySegment attributes(Arena arena) throws Throwable {
    MemorySegment attributes = arena.allocate(BYTES, Long.BYTES);
    MemorySegment state = arena.allocate(Calls.STATE);
    long ignored = (long) GET.invokeExact(state, GET_ATTRIBUTES, 0, attributes.address(), BYTES, 0);
    return attributes;
  }
}
