package io.sluice.node.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory that costs nothing before it is touched: mmap(2) of zeroes, in huge pages where the kernel
 * has them (madvise(2)), because a table that is met at random otherwise pays for an entry of the
 * page table with almost every look.
 *
 * <p>It counts neither to the heap nor to what {@code -XX:MaxDirectMemorySize} allows.
 */
public final class LazyMemory {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
  private static final int MADV_HUGEPAGE = 14;
  private static final long HUGE_PAGE = 1L << 21;

  private static final MethodHandle MMAP =
      Calls.of(
          "mmap", Calls.LONG, Calls.LONG, Calls.LONG, Calls.INT, Calls.INT, Calls.INT, Calls.LONG);
  private static final MethodHandle MUNMAP = Calls.of("munmap", Calls.INT, Calls.LONG, Calls.LONG);
  private static final MethodHandle MADVISE =
      Calls.of("madvise", Calls.INT, Calls.LONG, Calls.LONG, Calls.INT);

  private LazyMemory() {}

  /**
   * As much as is asked for, aligned to a huge page.
   *
   * @param arena gives it back to the system when it closes
   * @throws OutOfMemoryError if the system does not even promise as much
   */
  @SuppressWarnings("restricted") // the kernel has just mapped these bytes
  public static MemorySegment of(long bytes, Arena arena) {
    long mapped = bytes + HUGE_PAGE;
    long start = map(mapped);
    long aligned = (start + HUGE_PAGE - 1) & -HUGE_PAGE;
    MemorySegment memory =
        MemorySegment.ofAddress(start).reinterpret(mapped, arena, mapping -> unmap(start, mapped));
    advise(aligned, bytes);
    return memory.asSlice(aligned - start, bytes);
  }

  private static long map(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      long start =
          (long)
              MMAP.invokeExact(
                  state, 0L, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (start == -1) {
        throw new OutOfMemoryError(
            "Cannot map %d bytes: %s".formatted(bytes, Errno.text(Calls.errno(state))));
      }
      return start;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  private static void unmap(long start, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) MUNMAP.invokeExact(arena.allocate(Calls.STATE), start, bytes);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** A kernel without huge pages refuses, and nothing but speed is lost. */
  private static void advise(long start, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored =
          (int) MADVISE.invokeExact(arena.allocate(Calls.STATE), start, bytes, MADV_HUGEPAGE);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }
}
