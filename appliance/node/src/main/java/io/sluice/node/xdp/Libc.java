package io.sluice.node.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the fast tier. Each returns what the kernel returned, a failure as the
 * negative errno. An instance holds the memory that errno is read from: one thread at a time.
 * Allocates nothing per call.
 */
final class Libc {
  static final int EPERM = 1;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int ENETDOWN = 100;
  static final int ENOBUFS = 105;

  private static final int SYS_BPF = 321; // x86-64
  private static final int SYS_BPF_ARM = 280; // the generic table, which aarch64 has

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;

  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle BPF =
      handle("syscall", FunctionDescriptor.of(LONG, LONG, INT, POINTER, INT), 1);
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle SET_OPTION =
      handle("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
  private static final MethodHandle GET_OPTION =
      handle("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));
  private static final MethodHandle SEND =
      handle("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT));
  private static final MethodHandle MAP =
      handle("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
  private static final MethodHandle UNMAP =
      handle("munmap", FunctionDescriptor.of(INT, LONG, LONG));
  private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle ERROR_TEXT =
      Linker.nativeLinker().downcallHandle(symbol("strerror"), FunctionDescriptor.of(LONG, INT));

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  private static MemorySegment symbol(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  private static MethodHandle handle(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(symbol(name), type, Linker.Option.captureCallState("errno"));
  }

  /** A function with a variable number of arguments, of which {@code fixed} are not variable. */
  private static MethodHandle handle(String name, FunctionDescriptor type, int fixed) {
    return Linker.nativeLinker()
        .downcallHandle(
            symbol(name),
            type,
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(fixed));
  }

  private long result(long returned) {
    return returned < 0 ? -(int) ERRNO.get(state, 0L) : returned;
  }

  /** What no Java method can throw here: the calls are C. */
  private static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("A system call could not be made", e);
  }

  int bpf(int command, MemorySegment attributes) {
    long number = "aarch64".equals(System.getProperty("os.arch")) ? SYS_BPF_ARM : SYS_BPF;
    try {
      return (int)
          result(
              (long)
                  BPF.invokeExact(state, number, command, attributes, (int) attributes.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int socket(int family, int type) {
    try {
      return (int) result((int) SOCKET.invokeExact(state, family, type, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int bind(int socket, MemorySegment address) {
    try {
      return (int) result((int) BIND.invokeExact(state, socket, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int setOption(int socket, int level, int name, MemorySegment value) {
    try {
      return (int)
          result(
              (int)
                  SET_OPTION.invokeExact(
                      state, socket, level, name, value, (int) value.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * @param length 4 bytes; how long {@code value} is, then how much of it the kernel wrote
   */
  int getOption(int socket, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return (int) result((int) GET_OPTION.invokeExact(state, socket, level, name, value, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Tells the kernel to look at the socket's rings; no data is passed. */
  int kick(int socket, int flags) {
    try {
      return (int)
          result(
              (long)
                  SEND.invokeExact(
                      state, socket, MemorySegment.NULL, 0L, flags, MemorySegment.NULL, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The address, or a small negative errno. */
  long map(long bytes, int protection, int flags, int file, long offset) {
    try {
      return result((long) MAP.invokeExact(state, 0L, bytes, protection, flags, file, offset));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int unmap(long address, long bytes) {
    try {
      return (int) result((int) UNMAP.invokeExact(state, address, bytes));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int close(int file) {
    try {
      return (int) result((int) CLOSE.invokeExact(state, file));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The C library's words for a result of the calls above, e.g. "Operation not permitted". */
  @SuppressWarnings("restricted") // strerror gives a string that ends with a zero byte
  static String error(long result) {
    try {
      long text = (long) ERROR_TEXT.invokeExact((int) -result);
      return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
