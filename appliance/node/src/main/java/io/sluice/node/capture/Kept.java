package io.sluice.node.capture;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Segments that are set aside because something happened then: second names of the store's files in
 * a directory of their own, out of reach of what expires. They cost no space while the store has
 * them too. Safe for use by several threads.
 *
 * <p>What is asked for is written down first, so that minutes that are yet to come are kept though
 * the process may end meanwhile. Nothing is taken away again to make room: when there is none, what
 * is asked for is refused.
 */
final class Kept {
  private static final Log LOG = Log.of(Kept.class);

  /** A segment may be closed so late: it waits for the device. */
  private static final Duration LATE = Duration.ofSeconds(30);

  /** Most that may be waited for at once. */
  private static final int MOST_PENDING = 1_000;

  private final Path directory;
  private final Store store;
  private final Disk disk;
  private final CaptureSettings settings;
  private final Clock clock;
  private final Map<String, Keep> pending = new TreeMap<>();
  private final Map<String, Long> sizes = new TreeMap<>();
  private final Trouble trouble = new Trouble("Packets can be kept again");
  private boolean loaded;
  private long asked;

  Kept(Path directory, Store store, Disk disk, CaptureSettings settings, Clock clock) {
    this.directory = directory;
    this.store = store;
    this.disk = disk;
    this.settings = settings;
    this.clock = clock;
  }

  Path directory() {
    return directory;
  }

  /** Why packets could not be kept that were promised to be; empty when all is well. */
  String problem() {
    return trouble.reason();
  }

  void failed(IOException why) {
    trouble.is("packets cannot be kept: " + why.getMessage());
  }

  synchronized long segments() {
    return sizes.size();
  }

  synchronized long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private void load() throws IOException {
    if (loaded || !Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (SegmentName.isUnfinished(file)) {
          Files.deleteIfExists(file);
        } else if (Keep.isFile(file)) {
          readPending(file);
        } else if (SegmentName.of(file) != null) {
          sizes.put(file.getFileName().toString(), size(file));
        }
      }
    }
    loaded = true;
  }

  private void readPending(Path file) {
    try {
      Keep keep = Keep.read(file);
      if (!keep.done()) {
        pending.put(keep.id(), keep);
      }
    } catch (IOException e) {
      LOG.warn("A kept span cannot be read", "reason", e.getMessage());
    }
  }

  private static long size(Path segment) throws IOException {
    Path index = SegmentName.index(segment);
    return Store.onDisk(Files.size(segment))
        + (Files.exists(index) ? Store.onDisk(Files.size(index)) : 0);
  }

  /**
   * Sets aside what there is of a span of time, and what is still to come of it.
   *
   * @throws IOException when it cannot be; the message is a clause
   */
  synchronized Keep keep(Instant from, Instant to, String why) throws IOException {
    Store.makePrivate(directory, disk);
    load();
    if (pending.size() >= MOST_PENDING) {
      throw new IOException("%d spans are waited for already".formatted(MOST_PENDING));
    }
    List<StoredSegment> now = missing(from, to);
    long more = now.stream().mapToLong(StoredSegment::bytes).sum();
    if (bytes() + more > settings.keptBytes()) {
      throw new IOException(
          "%d bytes are kept, these are %d, and %d is the most"
              .formatted(bytes(), more, settings.keptBytes()));
    }
    String id = "%s-%d".formatted(clock.instant().toString().replace(":", ""), asked++);
    Keep keep = new Keep(id, from, to, why, List.of(), false);
    write(keep);
    pending.put(id, keep);
    return tend(keep);
  }

  private List<StoredSegment> missing(Instant from, Instant to) {
    return store.segments().stream()
        .filter(each -> each.overlaps(from, to))
        .filter(each -> !sizes.containsKey(each.path().getFileName().toString()))
        .toList();
  }

  /** Sets aside what has been closed since. To be called before segments expire. */
  synchronized void tend() throws IOException {
    load();
    if (pending.isEmpty()) {
      trouble.isOver();
    }
    for (Keep keep : List.copyOf(pending.values())) {
      tend(keep);
    }
  }

  private Keep tend(Keep keep) throws IOException {
    Instant over = keep.to().plus(settings.segmentAge()).plus(LATE);
    boolean done = clock.instant().isAfter(over);
    List<String> more = new ArrayList<>();
    Set<String> had = new HashSet<>(keep.segments());
    for (StoredSegment segment : store.segments()) {
      String name = segment.path().getFileName().toString();
      if (segment.overlaps(keep.from(), keep.to()) && !had.contains(name) && link(segment)) {
        more.add(name);
      }
    }
    Keep now = keep.with(more, done);
    if (done || !more.isEmpty()) {
      disk.syncDirectory(directory);
      write(now);
    }
    if (done) {
      pending.remove(keep.id());
    } else {
      pending.put(keep.id(), now);
    }
    return now;
  }

  /** Whether it is here afterwards. */
  private boolean link(StoredSegment segment) throws IOException {
    String name = segment.path().getFileName().toString();
    if (sizes.containsKey(name)) {
      return true;
    }
    if (bytes() + segment.bytes() > settings.keptBytes()) {
      trouble.is("the room for kept packets is full");
      return false;
    }
    try {
      link(segment.path());
      if (segment.indexed()) {
        link(segment.index());
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    sizes.put(name, segment.bytes());
    trouble.isOver();
    return true;
  }

  private void link(Path file) throws IOException {
    try {
      Files.createLink(directory.resolve(file.getFileName()), file);
    } catch (FileAlreadyExistsException e) {
      LOG.info("A file is kept already", "file", file.getFileName().toString());
    }
  }

  /** Under its name there is only ever a whole one. */
  private void write(Keep keep) throws IOException {
    Path file = Keep.file(directory, keep.id());
    Path unfinished = file.resolveSibling(file.getFileName() + SegmentName.UNFINISHED);
    Files.writeString(unfinished, keep.json());
    disk.sync(unfinished);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    disk.syncDirectory(directory);
  }

  /** Every span that is kept, the one asked for first at the front. */
  synchronized List<Keep> keeps() throws IOException {
    List<Keep> keeps = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          if (Keep.isFile(file)) {
            keeps.add(Keep.read(file));
          }
        }
      }
    }
    keeps.sort((a, b) -> a.id().compareTo(b.id()));
    return keeps;
  }

  /** Lets go of a span, and of the segments that no other one needs; false if there is none. */
  synchronized boolean release(String id) throws IOException {
    Keep gone = null;
    Set<String> needed = new HashSet<>();
    for (Keep keep : keeps()) {
      if (keep.id().equals(id)) {
        gone = keep;
      } else {
        needed.addAll(keep.segments());
      }
    }
    if (gone == null) {
      return false;
    }
    pending.remove(id);
    for (String name : gone.segments()) {
      if (!needed.contains(name)) {
        Path segment = directory.resolve(name);
        Files.deleteIfExists(segment);
        Files.deleteIfExists(SegmentName.index(segment));
        sizes.remove(name);
      }
    }
    Files.deleteIfExists(Keep.file(directory, id));
    disk.syncDirectory(directory);
    trouble.isOver();
    return true;
  }
}
