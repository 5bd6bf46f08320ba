package io.sluice.packet.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a file. */
record FileBytes(FileChannel file) implements Bytes {
  /** As long takes the kernel to copy as a call to it. */
  private static final int GRAIN = 1 << 13;

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public int read(long at, ByteBuffer into) throws IOException {
    int total = 0;
    while (into.hasRemaining()) {
      int count = file.read(into, at + total);
      if (count <= 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Override
  public int grain() {
    return GRAIN;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
