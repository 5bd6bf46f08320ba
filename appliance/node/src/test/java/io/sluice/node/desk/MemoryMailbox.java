package io.sluice.node.desk;

import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A mailbox in memory, with faults that a test injects. Safe for use by several threads. */
final class MemoryMailbox implements Mailbox {
  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

  /** Each write that was tried, in order. */
  final List<String> writes = new CopyOnWriteArrayList<>();

  /** Writes that the store refuses. */
  volatile Predicate<String> refuses = object -> false;

  /** Writes that the store takes, though its answer is lost. */
  volatile Predicate<String> forgetsToAnswer = object -> false;

  /** Called before each write, to hold it up. */
  volatile Runnable slowly = () -> {};

  /** Whether nothing can be read. */
  volatile boolean unreadable;

  volatile Duration ahead = Duration.ZERO;

  @Override
  public Reply get(String object, @Nullable String knownEtag) throws MailboxException {
    if (unreadable) {
      throw new MailboxException("Reading %s got no answer".formatted(object));
    }
    byte[] bytes = objects.get(object);
    if (bytes == null) {
      return new Reply.Missing();
    }
    String etag = md5(bytes);
    return etag.equals(knownEtag) ? new Reply.Unchanged() : new Reply.Found(bytes, etag);
  }

  @Override
  public void put(String object, byte[] bytes, String contentType) throws MailboxException {
    writes.add(object);
    slowly.run();
    if (refuses.test(object)) {
      throw new MailboxException("Writing %s was answered with 503".formatted(object));
    }
    objects.put(object, bytes.clone());
    if (forgetsToAnswer.test(object)) {
      throw new MailboxException("Writing %s got no answer".formatted(object));
    }
  }

  @Override
  public void put(String object, Path file, String contentType) throws MailboxException {
    try {
      put(object, Files.readAllBytes(file), contentType);
    } catch (IOException e) {
      throw new MailboxException("cannot be read", e);
    }
  }

  @Override
  public List<Listed> list(String prefix) throws MailboxException {
    if (unreadable) {
      throw new MailboxException("Listing %s got no answer".formatted(prefix));
    }
    List<Listed> listed = new ArrayList<>();
    objects.forEach(
        (object, bytes) -> {
          if (object.startsWith(prefix)) {
            listed.add(new Listed(object, bytes.length, md5(bytes)));
          }
        });
    return listed;
  }

  @Override
  public boolean putNew(String object, Upload upload) throws MailboxException {
    if (objects.containsKey(object)) {
      writes.add(object);
      return false;
    }
    put(object, upload.file(), upload.contentType());
    return true;
  }

  @Override
  public Duration clockAhead() {
    return ahead;
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(Arrays.copyOf(bytes, bytes.length)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
