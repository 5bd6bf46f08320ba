package io.sluice.node.capture;

import io.sluice.node.linux.Errno;
import io.sluice.node.linux.Layouts;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The machine's disk, with faults that a test turns on and off. */
class FaultyDisk implements Disk {
  volatile boolean createFails;
  volatile int writeFails;
  volatile int syncFails;
  volatile boolean indexFails;
  volatile boolean directoryFails;

  /** Bytes at most that one call writes. */
  volatile long shortWrites = Long.MAX_VALUE;

  /** Bytes that there is room for. */
  volatile long room = Long.MAX_VALUE;

  /** Called before each write. */
  volatile Runnable beforeWrite = () -> {};

  void full(boolean full) {
    writeFails = full ? Errno.ENOSPC : 0;
    room = full ? 0 : Long.MAX_VALUE;
    indexFails = full;
  }

  private static void check(boolean fails) throws IOException {
    if (fails) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public Output create(Path path) throws IOException {
    check(createFails);
    return new FaultyOutput(LINUX.create(path));
  }

  @Override
  public void write(SegmentIndexer indexer, Path path) throws IOException {
    check(indexFails);
    LINUX.write(indexer, path);
  }

  @Override
  public void sync(Path file) throws IOException {
    check(indexFails);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    check(directoryFails);
  }

  @Override
  public long usable(Path directory) {
    return room;
  }

  private final class FaultyOutput implements Output {
    private final Output file;

    FaultyOutput(Output file) {
      this.file = file;
    }

    @Override
    public long write(long vectors, int count, long at) {
      beforeWrite.run();
      if (writeFails != 0) {
        // As a disk does that becomes full: something still goes in
        file.write(vectors, 1, at);
        return -writeFails;
      }
      if (shortWrites < Long.MAX_VALUE) {
        return writeShort(vectors, at);
      }
      return file.write(vectors, count, at);
    }

    @SuppressWarnings("restricted") // the first of the vectors that are to be written
    private long writeShort(long vectors, long at) {
      MemorySegment first = MemorySegment.ofAddress(vectors).reinterpret(Layouts.IOVEC);
      long length = first.get(ValueLayout.JAVA_LONG, Layouts.IOV_LENGTH);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment cut = arena.allocate(Layouts.IOVEC, Long.BYTES).copyFrom(first);
        cut.set(ValueLayout.JAVA_LONG, Layouts.IOV_LENGTH, Math.min(length, shortWrites));
        return file.write(cut.address(), 1, at);
      }
    }

    @Override
    public int sync() {
      return syncFails == 0 ? 0 : -syncFails;
    }

    @Override
    public int truncate(long length) {
      return file.truncate(length);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
