package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capture that is still being written. {@link #next} also says false when no packet came within
 * the patience: {@link #ended} tells whether asking again makes sense. A half-written packet is
 * waited for. When the file is cut or replaced, {@link #warnings} says so and its successor is read
 * from the start.
 */
public final class FollowedCapture implements CaptureReader {
  private final Path path;
  private final Duration patience;
  private final List<String> earlier = new ArrayList<>();
  private Growing supply;
  private @Nullable CaptureReader reader;
  private boolean ended;

  FollowedCapture(Path path, Duration patience) throws IOException {
    this.path = path;
    this.patience = patience;
    supply = new Growing(path, patience);
  }

  /**
   * Whether no packet will follow: the thread was interrupted (it stays so), or damage makes it
   * impossible to read on.
   */
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean next() throws IOException {
    if (ended) {
      return false;
    }
    CaptureReader current = reader;
    if (current == null && CaptureFile.begun(supply)) {
      current = CaptureFile.reader(supply);
      reader = current;
    }
    if (current != null && current.next()) {
      return true;
    }
    String trouble = supply.trouble();
    if (trouble != null) {
      beginAnew(trouble);
    } else {
      ended = supply.interrupted() || (current != null && !current.warnings().isEmpty());
    }
    return false;
  }

  private void beginAnew(String trouble) throws IOException {
    earlier.add(trouble);
    supply.close();
    reader = null;
    supply = new Growing(path, patience);
  }

  private CaptureReader current() {
    CaptureReader current = reader;
    if (current == null) {
      throw new IllegalStateException("There is no packet before next() said so");
    }
    return current;
  }

  @Override
  public MemorySegment memory() {
    return current().memory();
  }

  @Override
  public long at() {
    return current().at();
  }

  @Override
  public int captured() {
    return current().captured();
  }

  @Override
  public int wire() {
    return current().wire();
  }

  @Override
  public long nanos() {
    return current().nanos();
  }

  @Override
  public int linkType() {
    return current().linkType();
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>(earlier);
    if (reader != null) {
      all.addAll(reader.warnings());
    }
    return List.copyOf(all);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    supply.close();
  }
}
