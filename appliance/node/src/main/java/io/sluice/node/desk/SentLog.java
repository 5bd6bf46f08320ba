package io.sluice.node.desk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which segments are in the mailbox: a name on each line of a file. A line that was cut off by a
 * crash, or is lost with the page cache, costs a look at the mailbox and no packets.
 */
final class SentLog {
  private final Path file;
  private final Set<String> sent = new LinkedHashSet<>();

  private SentLog(Path file) {
    this.file = file;
  }

  /**
   * Reads the log, and forgets what the store does not hold any more.
   *
   * @param held names of the segments that there are
   */
  static SentLog open(Path file, Collection<String> held) throws IOException {
    SentLog log = new SentLog(file);
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        if (held.contains(line)) {
          log.sent.add(line);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was sent yet
    }
    log.rewrite();
    return log;
  }

  private void rewrite() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path anew = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(
        anew, sent.isEmpty() ? "" : String.join("\n", sent) + "\n", StandardCharsets.UTF_8);
    try (FileChannel written = FileChannel.open(anew, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE);
  }

  boolean has(String name) {
    return sent.contains(name);
  }

  void add(String name) throws IOException {
    sent.add(name);
    Files.writeString(
        file,
        name + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Forgets what is not held any more, once that is more than is. */
  void keepOnly(Set<String> held) throws IOException {
    if (sent.size() > 2 * held.size() + 100) {
      sent.retainAll(held);
      rewrite();
    }
  }
}
