package io.sluice.packet.capture;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** A class of its own, so that the library is loaded only for a file that needs it. */
final class ZstdStream {
  /**
   * 128 MiB as a power of two, as the zstd command has it: a damaged file must not take all memory.
   */
  private static final int LARGEST_WINDOW = 27;

  private ZstdStream() {}

  static InputStream unpack(InputStream packed) throws IOException {
    return new ZstdInputStreamNoFinalizer(packed).setLongMax(LARGEST_WINDOW);
  }
}
