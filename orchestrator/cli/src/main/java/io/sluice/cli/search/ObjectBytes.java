package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.ProblemException;
import io.sluice.packet.index.Bytes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * An object's bytes by ranges. A request to a store takes as long as some hundred kilobytes do, so
 * whole blocks are read, the last few of them are kept, and more is read at once where reading goes
 * straight on. One thread's own.
 */
final class ObjectBytes implements Bytes {
  private static final int BLOCK = 1 << 17;
  private static final int KEPT = 8;

  /** What is read at once, straight on, in blocks. */
  private static final int STRETCH = 8;

  /** So many reads one after another are going straight on; a packet may lie across two blocks. */
  private static final int STRAIGHT = 2;

  private final Objects objects;
  private final String name;
  private final long size;
  private final BooleanSupplier stop;
  private final Map<Long, byte[]> kept = new LinkedHashMap<>();
  private long last = -2;
  private int straight;

  /**
   * @param size in bytes
   * @param stop whether reading is to fail, for nobody wants it any more
   */
  ObjectBytes(Objects objects, String name, long size, BooleanSupplier stop) {
    this.objects = objects;
    this.name = name;
    this.size = size;
    this.stop = stop;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int grain() {
    return BLOCK / 2;
  }

  @Override
  public int read(long at, ByteBuffer into) throws IOException {
    int total = 0;
    while (into.hasRemaining() && at + total < size) {
      byte[] block = block((at + total) / BLOCK);
      int start = (int) ((at + total) % BLOCK);
      int count = Math.min(into.remaining(), block.length - start);
      if (count <= 0) {
        break;
      }
      into.put(block, start, count);
      total += count;
    }
    return total;
  }

  private byte[] block(long number) throws IOException {
    byte[] known = kept.get(number);
    if (known != null) {
      return known;
    }
    if (stop.getAsBoolean()) {
      throw new InterruptedIOException("it is not wanted any more");
    }
    straight = number == last + 1 ? straight + 1 : 0;
    int blocks = straight < STRAIGHT ? 1 : STRETCH;
    byte[] read = range(number * BLOCK, blocks * BLOCK);
    while (kept.size() > KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    for (int i = 0; i < blocks && (i == 0 || i * BLOCK < read.length); i++) {
      int from = i * BLOCK;
      byte[] block = new byte[Math.min(BLOCK, read.length - from)];
      System.arraycopy(read, from, block, 0, block.length);
      kept.put(number + i, block);
      last = number + i;
    }
    return kept.getOrDefault(number, new byte[0]);
  }

  private byte[] range(long from, int length) throws IOException {
    try {
      return objects
          .range(name, from, length)
          .orElseThrow(() -> new FileNotFoundException("it went as it was read"));
    } catch (ProblemException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Whoever opens it again finds what was read. */
  @Override
  public void close() {}
}
