package io.sluice.node.linux;

import static io.sluice.node.linux.Calls.INT;
import static io.sluice.node.linux.Calls.LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A file that is written, by its file descriptor (pwritev(2), fdatasync(2)): no call makes an
 * object, none ends with the file closed because a thread was interrupted. Calls return what the
 * kernel does, or minus the {@link Errno}.
 */
public final class OutputFile implements AutoCloseable {
  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;

  private static final MethodHandle OPEN = Calls.of("open", INT, LONG, INT);
  private static final MethodHandle WRITE = Calls.of("pwritev", LONG, INT, LONG, INT, LONG);
  private static final MethodHandle SYNC = Calls.of("fdatasync", INT, INT);
  private static final MethodHandle TRUNCATE = Calls.of("ftruncate", INT, INT, LONG);
  private static final MethodHandle CLOSE = Calls.of("close", INT, INT);

  private final MemorySegment state = Arena.ofAuto().allocate(Calls.STATE);
  private final int fd;
  private boolean closed;

  private OutputFile(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a file that is there already.
   *
   * @throws IOException when the kernel refuses, saying why in a few words
   */
  public static OutputFile open(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(Calls.STATE);
      MemorySegment name = arena.allocateFrom(path.toString());
      int fd = (int) OPEN.invokeExact(captured, name.address(), O_WRONLY | O_CLOEXEC);
      if (fd < 0) {
        throw new IOException(Errno.text(Calls.errno(captured)));
      }
      return new OutputFile(fd);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /**
   * Writes what an array of {@link Layouts iovec} points to; may write less. By one thread only;
   * another may {@link #sync} meanwhile.
   *
   * @param vectors the array's address
   * @param at where in the file
   * @return bytes written
   */
  public long write(long vectors, int count, long at) {
    try {
      long written = (long) WRITE.invokeExact(state, fd, vectors, count, at);
      return written >= 0 ? written : -Calls.errno(state);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** Returns once the device has all that was written before, and the length to find it by. */
  public int sync() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(Calls.STATE);
      int result = (int) SYNC.invokeExact(captured, fd);
      return result >= 0 ? result : -Calls.errno(captured);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  public int truncate(long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(Calls.STATE);
      int result = (int) TRUNCATE.invokeExact(captured, fd, length);
      return result >= 0 ? result : -Calls.errno(captured);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(Calls.STATE), fd);
    } catch (Throwable e) {
      throw Calls.impossible(e);
    }
  }
}
