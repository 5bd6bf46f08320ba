package io.sluice.node.linux;

import static io.sluice.node.linux.Calls.INT;
import static io.sluice.node.linux.Calls.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How much a thread leaves to others where there are more of them than cores. */
public final class Niceness {
  private static final MethodHandle GET = Calls.of("getpriority", INT, INT, INT);
  private static final MethodHandle SET = Calls.of("setpriority", INT, INT, INT, INT);
  private static final MethodHandle CALL = Calls.of("syscall", LONG, LONG, LONG, LONG, LONG);

  /** With 0 for who, Linux takes it for the calling thread. */
  private static final int PRIO_PROCESS = 0;

  private static final int MOST = 19;

  /** The call's number; the C library got a function for it only lately. */
  private static final long SCHED_SETATTR =
      System.getProperty("os.arch").equals("aarch64") ? 274 : 314;

  // struct sched_attr
  private static final int SIZE = 48;
  private static final int FLAGS = 8;
  private static final int NICE = 16;
  private static final int RUNTIME = 24;
  private static final long KEEP_POLICY = 8;

  private static final long SLICE_NANOS = 100_000;

  private Niceness() {}

  /**
   * Makes the calling thread nicer by so much (setpriority(2)), and its turns short
   * (sched_setattr(2)): whoever is woken meanwhile would otherwise wait for a millisecond and more,
   * however nice this thread is. Linux before 6.12 has no turns of its own for a thread, and
   * nothing else is missed there. Needs no privilege.
   */
  public static void add(int more) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      int now = (int) GET.invokeExact(state, PRIO_PROCESS, 0);
      int nice = Math.min(MOST, now + more);
      int ignored = (int) SET.invokeExact(state, PRIO_PROCESS, 0, nice);
      MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
      attributes.set(INT, 0, SIZE);
      attributes.set(LONG, FLAGS, KEEP_POLICY);
      attributes.set(INT, NICE, nice);
      attributes.set(LONG, RUNTIME, SLICE_NANOS);
      long unused = (long) CALL.invokeExact(state, SCHED_SETATTR, 0L, attributes.address(), 0L);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }
}
