package io.sluice.packet.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file on disk as it is. */
final class PlainFile extends Buffered {
  private final FileChannel file;

  PlainFile(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  int read(ByteBuffer into) throws IOException {
    return file.read(into);
  }

  @Override
  @Nullable String trouble() {
    return null;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      super.close();
    }
  }
}
