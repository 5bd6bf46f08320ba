package io.sluice.packet.capture;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file that another program still writes: what is not there yet is waited for, with a bound. */
final class Growing extends Buffered {
  private static final long LONGEST_NAP = 50;

  private final Path path;
  private final long patience;

  // A stream and no channel: an interrupt must not close the file
  private final FileInputStream file;
  private final @Nullable Object identity;
  private final byte[] piece = new byte[1 << 16];
  private long taken;
  private @Nullable String trouble;
  private boolean interrupted;

  Growing(Path path, Duration patience) throws IOException {
    this.path = path;
    this.patience = patience.toMillis();
    file = new FileInputStream(path.toFile());
    identity = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  int read(ByteBuffer into) throws IOException {
    long waited = 0;
    while (trouble == null && !interrupted) {
      int count = file.read(piece);
      if (count > 0) {
        into.put(piece, 0, count);
        taken += count;
        return count;
      }
      if (replaced() || waited >= patience) {
        return -1;
      }
      long nap = Math.min(LONGEST_NAP, patience - waited);
      try {
        Thread.sleep(nap);
      } catch (InterruptedException e) {
        interrupted = true;
        Thread.currentThread().interrupt();
      }
      waited += nap;
    }
    return -1;
  }

  /** Whether the file became shorter than what was read, or its name stands for another. */
  private boolean replaced() throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      // Between a rotation's two steps; the old file may also go on
      return false;
    }
    if (identity != null && !identity.equals(now.fileKey())) {
      trouble = "Another file took its name after %d bytes".formatted(taken);
    } else if (now.size() < taken) {
      trouble = "It was cut to %d bytes after %d were read".formatted(now.size(), taken);
    }
    return trouble != null;
  }

  @Override
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  boolean waiting() {
    return trouble == null;
  }

  boolean interrupted() {
    return interrupted;
  }

  @Override
  boolean live() {
    return true;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      super.close();
    }
  }
}
