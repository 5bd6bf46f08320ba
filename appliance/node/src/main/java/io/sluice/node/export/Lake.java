package io.sluice.node.export;

import io.sluice.node.export.FlowStore.LakeFile;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Parquet files on their way to the mailbox. They wait on disk, so that a restart goes on where a
 * kill came; the oldest leave unsent once they hold too much. For one thread.
 */
final class Lake {
  static final String CONTENT_TYPE = "application/vnd.apache.parquet";

  private static final Log LOG = Log.of(Lake.class);
  private static final String SUFFIX = ".parquet";

  private final Path spool;
  private final Mailbox mailbox;
  private final long mostBytes;
  private final ExportCounts counts;
  private final Deque<LakeFile> waiting = new ArrayDeque<>();
  private String lastTrouble = "";

  /**
   * @param spool directory that object names are relative to
   */
  Lake(Path spool, Mailbox mailbox, long mostBytes, ExportCounts counts) {
    this.spool = spool;
    this.mailbox = mailbox;
    this.mostBytes = mostBytes;
    this.counts = counts;
  }

  Path spool() {
    return spool;
  }

  /** Takes up what an earlier process left: files that lie where only whole ones lie. */
  void find(FlowStore store) throws IOException {
    waiting.clear();
    Path top = spool.resolve("lake");
    if (Files.isDirectory(top)) {
      List<Path> files;
      try (Stream<Path> tree = Files.walk(top)) {
        files = tree.filter(path -> path.toString().endsWith(SUFFIX)).sorted(byAge()).toList();
      }
      for (Path file : files) {
        String object = spool.relativize(file).toString();
        waiting.add(new LakeFile(object, file, records(store, file)));
      }
    }
    counts.filesWaiting.set(waiting.size());
    if (!waiting.isEmpty()) {
      LOG.info("Parquet files of an earlier run wait for their upload", "files", waiting.size());
    }
  }

  private static Comparator<Path> byAge() {
    return Comparator.comparing(Lake::modified).thenComparing(Path::toString);
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }

  private static long records(FlowStore store, Path file) throws IOException {
    try {
      return store.records(file);
    } catch (SQLException e) {
      throw new IOException("%s is no Parquet file".formatted(file.getFileName()), e);
    }
  }

  void add(List<LakeFile> files) {
    for (LakeFile file : files) {
      // After a kill between a file and its mark the same file comes once more
      waiting.removeIf(earlier -> earlier.object().equals(file.object()));
      waiting.add(file);
    }
    counts.filesWaiting.set(waiting.size());
  }

  /** Lets the oldest go while they hold too much. */
  void fit() throws IOException {
    long bytes = 0;
    for (LakeFile file : waiting) {
      bytes += Files.size(file.file());
    }
    while (bytes > mostBytes && !waiting.isEmpty()) {
      LakeFile oldest = waiting.removeFirst();
      bytes -= Files.size(oldest.file());
      Files.delete(oldest.file());
      counts.lakeLost.addAndGet(oldest.records());
      counts.filesWaiting.set(waiting.size());
      LOG.warn(
          "A Parquet file is given up unsent to stay within bounds",
          "object",
          oldest.object(),
          "records",
          oldest.records());
    }
  }

  /** Uploads what waits, until one fails; that one comes last the next time. */
  void upload() throws InterruptedException, IOException {
    while (!waiting.isEmpty()) {
      LakeFile file = Objects.requireNonNull(waiting.peekFirst());
      try {
        mailbox.put(file.object(), file.file(), CONTENT_TYPE);
      } catch (MailboxException e) {
        waiting.addLast(waiting.removeFirst());
        counts.uploadFailures.incrementAndGet();
        trouble(String.valueOf(e.getMessage()));
        return;
      }
      trouble("");
      waiting.removeFirst();
      Files.delete(file.file());
      counts.uploadedFiles.incrementAndGet();
      counts.uploadedRecords.addAndGet(file.records());
      counts.filesWaiting.set(waiting.size());
    }
  }

  private void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("Parquet files can be uploaded again");
      } else {
        LOG.warn("A Parquet file cannot be uploaded yet", "reason", trouble);
      }
      lastTrouble = trouble;
    }
  }
}
