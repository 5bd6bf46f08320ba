package io.sluice.cli;

import io.sluice.engine.mailbox.Objects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A mailbox in memory, which does and refuses as told. */
final class FakeObjects implements Objects {
  /** An object and its version. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Kept(byte[] bytes, String etag, Instant modified) {}

  final ConcurrentSkipListMap<String, Kept> kept = new ConcurrentSkipListMap<>();

  /** Names that were ranged over, in order. */
  final List<String> ranges = new ArrayList<>();

  /** Bytes that were read of ranges. */
  long read;

  /** How far the store's clock is ahead of ours. */
  Duration ahead = Duration.ZERO;

  /** Sees each write before it is done, and may throw or write something itself. */
  Consumer<String> beforePut = name -> {};

  /** Sees each read of a range, and may throw. */
  Consumer<String> beforeRange = name -> {};

  private int versions;

  /** Writes whatever stands there. */
  synchronized void lay(String name, byte[] bytes) {
    lay(name, bytes, Instant.now().plus(ahead));
  }

  synchronized void lay(String name, byte[] bytes, Instant modified) {
    kept.put(name, new Kept(bytes, "\"" + ++versions + "\"", modified));
  }

  @Override
  public synchronized Read get(String name, String known) {
    Kept one = kept.get(name);
    if (one == null) {
      return new Absent();
    }
    return one.etag().equals(known) ? new Same() : new Content(one.bytes(), one.etag());
  }

  @Override
  public Optional<byte[]> range(String name, long from, int length) {
    beforeRange.accept(name);
    synchronized (this) {
      ranges.add(name);
      Kept one = kept.get(name);
      if (one == null) {
        return Optional.empty();
      }
      int start = (int) Math.min(from, one.bytes().length);
      int end = Math.min(start + length, one.bytes().length);
      read += end - start;
      return Optional.of(Arrays.copyOfRange(one.bytes(), start, end));
    }
  }

  @Override
  public Optional<String> put(String name, byte[] bytes, String seen) {
    beforePut.accept(name);
    synchronized (this) {
      Kept one = kept.get(name);
      if (one == null ? seen != null : !one.etag().equals(seen)) {
        return Optional.empty();
      }
      lay(name, bytes);
      return Optional.of(kept.get(name).etag());
    }
  }

  @Override
  public synchronized void delete(String name) {
    kept.remove(name);
  }

  @Override
  public synchronized Stream<Item> list(String prefix) {
    return kept.tailMap(prefix).entrySet().stream()
        .takeWhile(one -> one.getKey().startsWith(prefix))
        .map(
            one -> new Item(one.getKey(), one.getValue().bytes().length, one.getValue().modified()))
        .toList()
        .stream();
  }
}
