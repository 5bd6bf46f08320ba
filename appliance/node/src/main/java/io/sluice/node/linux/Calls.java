package io.sluice.node.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * The C library's functions as method handles that also capture {@code errno}. Addresses are plain
 * longs, so that a call makes no object.
 */
public final class Calls {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Room for the {@code errno} of a call. */
  public static final MemoryLayout STATE = Linker.Option.captureStateLayout();

  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

  private Calls() {}

  /**
   * A function of the C library; its first parameter is the {@link #STATE} to capture into.
   *
   * @throws NoSuchElementException where the C library has no such function
   */
  @SuppressWarnings("restricted") // the descriptors are those of the functions' manual pages
  public static MethodHandle of(String function, MemoryLayout result, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    return linker.downcallHandle(
        library.findOrThrow(function),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  /** What the last call that failed left in this state. */
  public static int errno(MemorySegment state) {
    return state.get(INT, ERRNO);
  }

  /** A call can only throw what its linkage would: never once it has worked. */
  public static IllegalStateException impossible(Throwable cause) {
    return new IllegalStateException("A system call could not be made", cause);
  }
}
