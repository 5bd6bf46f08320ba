package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A whole file in memory; the kernel brings its pages and takes them away. */
final class Mapped extends Supply {
  private final Arena arena = Arena.ofShared();

  Mapped(FileChannel file) throws IOException {
    try {
      end = file.size();
      memory = file.map(FileChannel.MapMode.READ_ONLY, 0, end, arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  @Override
  boolean more(long bytes) {
    return false;
  }

  @Override
  @Nullable String trouble() {
    return null;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
