package io.sluice.node.export;

import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A mailbox in memory that can be away. */
final class FakeMailbox implements Mailbox {
  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  final List<String> refused = new ArrayList<>();
  volatile boolean away;

  @Override
  public Reply get(String object, String knownEtag) {
    return new Reply.Missing();
  }

  @Override
  public void put(String object, byte[] bytes, String contentType) throws MailboxException {
    if (away) {
      refused.add(object);
      throw new MailboxException("Writing %s got no answer".formatted(object));
    }
    objects.put(object, bytes);
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
  public List<Listed> list(String prefix) {
    return List.of();
  }

  @Override
  public boolean putNew(String object, Upload upload) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Duration clockAhead() {
    return Duration.ZERO;
  }
}
