package io.sluice.node.xdp;

import io.sluice.node.linux.Calls;
import io.sluice.node.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of the fast tier. Each returns what the kernel returned, a failure as the
 * negative errno. An instance holds the memory that errno is read from: one thread at a time.
 * Allocates nothing per call.
 */
final class Libc {
  private static final int SYS_BPF = 321; // x86-64
  private static final int SYS_BPF_ARM = 280; // the generic table, which aarch64 has

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final MethodHandle BPF = Calls.of("syscall", LONG, LONG, INT, LONG, INT);
  private static final MethodHandle SOCKET = Calls.of("socket", INT, INT, INT, INT);
  private static final MethodHandle BIND = Calls.of("bind", INT, INT, LONG, INT);
  private static final MethodHandle SET_OPTION =
      Calls.of("setsockopt", INT, INT, INT, INT, LONG, INT);
  private static final MethodHandle GET_OPTION =
      Calls.of("getsockopt", INT, INT, INT, INT, LONG, LONG);
  private static final MethodHandle SEND =
      Calls.of("sendto", LONG, INT, LONG, LONG, INT, LONG, INT);
  private static final MethodHandle MAP = Calls.of("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
  private static final MethodHandle UNMAP = Calls.of("munmap", INT, LONG, LONG);
  private static final MethodHandle CLOSE = Calls.of("close", INT, INT);

  private final MemorySegment state = Arena.ofAuto().allocate(Calls.STATE);

  private long result(long returned) {
    return returned < 0 ? -Calls.errno(state) : returned;
  }

  int bpf(int command, MemorySegment attributes) {
    long number = "aarch64".equals(System.getProperty("os.arch")) ? SYS_BPF_ARM : SYS_BPF;
    try {
      return (int)
          result(
              (long)
                  BPF.invokeExact(
                      state, number, command, attributes.address(), (int) attributes.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  int socket(int family, int type) {
    try {
      return (int) result((int) SOCKET.invokeExact(state, family, type, 0));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  int bind(int socket, MemorySegment address) {
    try {
      return (int)
          result(
              (int) BIND.invokeExact(state, socket, address.address(), (int) address.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  int setOption(int socket, int level, int name, MemorySegment value) {
    try {
      return (int)
          result(
              (int)
                  SET_OPTION.invokeExact(
                      state, socket, level, name, value.address(), (int) value.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * @param length 4 bytes; how long {@code value} is, then how much of it the kernel wrote
   */
  int getOption(int socket, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return (int)
          result(
              (int)
                  GET_OPTION.invokeExact(
                      state, socket, level, name, value.address(), length.address()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** Tells the kernel to look at the socket's rings; no data is passed. */
  int kick(int socket, int flags) {
    try {
      return (int) result((long) SEND.invokeExact(state, socket, 0L, 0L, flags, 0L, 0));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** The address, or a small negative errno. */
  long map(long bytes, int protection, int flags, int file, long offset) {
    try {
      return result((long) MAP.invokeExact(state, 0L, bytes, protection, flags, file, offset));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  int unmap(long address, long bytes) {
    try {
      return (int) result((int) UNMAP.invokeExact(state, address, bytes));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  int close(int file) {
    try {
      return (int) result((int) CLOSE.invokeExact(state, file));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** The words for a negative result of the calls above, e.g. "Operation not permitted". */
  static String error(long result) {
    return Errno.text((int) -result);
  }
}
