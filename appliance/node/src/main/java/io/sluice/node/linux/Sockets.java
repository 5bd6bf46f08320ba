package io.sluice.node.linux;

import static io.sluice.node.linux.Calls.INT;
import static io.sluice.node.linux.Calls.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls on sockets (socket(2), recvmmsg(2), sendmmsg(2)). Each returns what the kernel does,
 * or minus the {@link Errno} when it fails. One thread's own: the error number is captured into
 * memory of this object. Allocates nothing after it is made.
 */
public final class Sockets {
  private static final MethodHandle SOCKET = Calls.of("socket", INT, INT, INT, INT);
  private static final MethodHandle BIND = Calls.of("bind", INT, INT, LONG, INT);
  private static final MethodHandle CONNECT = Calls.of("connect", INT, INT, LONG, INT);
  private static final MethodHandle NAME = Calls.of("getsockname", INT, INT, LONG, LONG);
  private static final MethodHandle SET = Calls.of("setsockopt", INT, INT, INT, INT, LONG, INT);
  private static final MethodHandle GET = Calls.of("getsockopt", INT, INT, INT, INT, LONG, LONG);
  private static final MethodHandle RECEIVE = Calls.of("recvmmsg", INT, INT, LONG, INT, INT, LONG);
  private static final MethodHandle SEND = Calls.of("sendmmsg", INT, INT, LONG, INT, INT);
  private static final MethodHandle POLL = Calls.of("poll", INT, LONG, LONG, INT);
  private static final MethodHandle CLOSE = Calls.of("close", INT, INT);

  private final MemorySegment state = Arena.ofAuto().allocate(Calls.STATE);

  private int result(int returned) {
    return returned >= 0 ? returned : -Calls.errno(state);
  }

  /** A file descriptor. */
  public int socket(int family, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(state, family, type, protocol));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  public int bind(int fd, MemorySegment address) {
    try {
      return result((int) BIND.invokeExact(state, fd, address.address(), (int) address.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  public int connect(int fd, MemorySegment address) {
    try {
      return result(
          (int) CONNECT.invokeExact(state, fd, address.address(), (int) address.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Where a socket is bound.
   *
   * @param address to write to
   * @param length of {@code address}, an int that becomes the length of what was written
   */
  public int name(int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) NAME.invokeExact(state, fd, address.address(), length.address()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  public int set(int fd, int level, int option, MemorySegment value) {
    try {
      return result(
          (int) SET.invokeExact(state, fd, level, option, value.address(), (int) value.byteSize()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Reads an option.
   *
   * @param length of {@code value}, an int that becomes the length of what was written
   */
  public int get(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    try {
      return result(
          (int) GET.invokeExact(state, fd, level, option, value.address(), length.address()));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Receives into an array of {@link Layouts mmsghdr}; returns how many were filled.
   *
   * @param headers the array's address
   */
  public int receive(int fd, long headers, int count, int flags) {
    try {
      return result((int) RECEIVE.invokeExact(state, fd, headers, count, flags, 0L));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Sends an array of {@link Layouts mmsghdr}; returns how many went out, at least one.
   *
   * @param headers the array's address
   */
  public int send(int fd, long headers, int count, int flags) {
    try {
      return result((int) SEND.invokeExact(state, fd, headers, count, flags));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Waits for one pollfd.
   *
   * @param pollfd its address
   */
  public int poll(long pollfd, int millis) {
    try {
      return result((int) POLL.invokeExact(state, pollfd, 1L, millis));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  public int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(state, fd));
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }
}
