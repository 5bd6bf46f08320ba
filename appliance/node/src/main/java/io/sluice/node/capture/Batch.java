package io.sluice.node.capture;

import io.sluice.node.linux.Errno;
import io.sluice.node.linux.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Runs of blocks, wherever they are in memory, that one call writes one after the other. */
final class Batch {
  /** IOV_MAX of Linux. */
  private static final int MOST_RUNS = 1_024;

  /** More in one call would not be faster, and leaves the caches before it is indexed. */
  static final long ENOUGH = 1 << 20;

  private final MemorySegment vectors = Arena.ofAuto().allocate(MOST_RUNS * 16L, Long.BYTES);
  private int runs;
  private long bytes;
  private long packets;

  void clear() {
    runs = 0;
    bytes = 0;
    packets = 0;
  }

  /** Whether a run and a description before it may be added. */
  boolean hasRoom() {
    return runs + 2 <= MOST_RUNS && bytes < ENOUGH;
  }

  void add(long address, long length, long morePackets) {
    long vector = (long) runs * Layouts.IOVEC;
    vectors.set(ValueLayout.JAVA_LONG, vector + Layouts.IOV_BASE, address);
    vectors.set(ValueLayout.JAVA_LONG, vector + Layouts.IOV_LENGTH, length);
    runs++;
    bytes += length;
    packets += morePackets;
  }

  long bytes() {
    return bytes;
  }

  long packets() {
    return packets;
  }

  /** Writes all of it; returns 0, or minus the errno, and then any part may have been written. */
  int write(Disk.Output file, long at) {
    int from = 0;
    long done = 0;
    while (done < bytes) {
      long address = vectors.address() + (long) from * Layouts.IOVEC;
      long written = file.write(address, runs - from, at + done);
      if (written == -Errno.EINTR) {
        continue;
      }
      if (written <= 0) {
        return written == 0 ? -Errno.EIO : (int) written;
      }
      done += written;
      from = forward(from, written);
    }
    return 0;
  }

  /** The first run that is not written yet, cut to what is left of it. */
  private int forward(int from, long written) {
    long rest = written;
    int run = from;
    while (run < runs && rest > 0) {
      long vector = (long) run * Layouts.IOVEC;
      long length = vectors.get(ValueLayout.JAVA_LONG, vector + Layouts.IOV_LENGTH);
      if (rest < length) {
        long base = vectors.get(ValueLayout.JAVA_LONG, vector + Layouts.IOV_BASE);
        vectors.set(ValueLayout.JAVA_LONG, vector + Layouts.IOV_BASE, base + rest);
        vectors.set(ValueLayout.JAVA_LONG, vector + Layouts.IOV_LENGTH, length - rest);
        return run;
      }
      rest -= length;
      run++;
    }
    return run;
  }
}
