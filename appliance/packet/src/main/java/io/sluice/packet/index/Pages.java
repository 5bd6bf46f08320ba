package io.sluice.packet.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Pages of an index file, each looked at before it is believed; the last few are kept. */
final class Pages {
  private static final int KEPT = 64;

  private final Bytes bytes;
  private final int count;
  private final int least;
  private final byte[][] kept = new byte[KEPT][];
  private final int[] numbers = new int[KEPT];
  private final CRC32C sum = new CRC32C();
  private ByteBuffer buffer;

  Pages(Bytes bytes) throws IOException {
    this.bytes = bytes;
    count = (int) Math.min(bytes.size() / Layout.PAGE, Integer.MAX_VALUE);
    least = Math.clamp(bytes.grain() / Layout.PAGE, 1, KEPT / 4);
    buffer = ByteBuffer.allocate(least * Layout.PAGE);
    Arrays.fill(numbers, -1);
  }

  int count() {
    return count;
  }

  /**
   * A page's bytes.
   *
   * @param wanted so many pages will be read from this one on
   */
  byte[] page(int number, int wanted) throws IOException {
    int place = number % KEPT;
    if (numbers[place] != number) {
      read(number, Math.clamp(wanted, least, KEPT / 4));
    }
    return kept[place];
  }

  private void read(int number, int wanted) throws IOException {
    if (number >= count) {
      throw new DamagedIndexException("it points beyond its end");
    }
    int pages = Math.min(wanted, count - number);
    if (buffer.capacity() < pages * Layout.PAGE) {
      buffer = ByteBuffer.allocate(pages * Layout.PAGE);
    }
    buffer.clear().limit(pages * Layout.PAGE);
    if (bytes.read((long) number * Layout.PAGE, buffer) < pages * Layout.PAGE) {
      throw new DamagedIndexException("it ended while it was read");
    }
    for (int i = 0; i < pages; i++) {
      int at = i * Layout.PAGE;
      int place = (number + i) % KEPT;
      sum.reset();
      sum.update(buffer.array(), at, Layout.PAGE_BYTES);
      if (kept[place] == null) {
        kept[place] = new byte[Layout.PAGE];
      }
      System.arraycopy(buffer.array(), at, kept[place], 0, Layout.PAGE);
      numbers[place] = -1;
      if ((int) sum.getValue() != Cursor.i32(kept[place], Layout.PAGE_BYTES)) {
        throw new DamagedIndexException("its page %d is damaged".formatted(number + i));
      }
      numbers[place] = number + i;
    }
  }
}
