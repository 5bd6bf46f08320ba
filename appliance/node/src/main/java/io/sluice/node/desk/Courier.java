package io.sluice.node.desk;

import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.Mailbox.Listed;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings one segment after the other under the machine's names, writing over nothing. For one
 * thread.
 */
final class Courier {
  private static final String PCAPNG = "application/x-pcapng";
  private static final String INDEX = "application/octet-stream";
  private static final int TOLD_APART_BY = 8;

  private final Mailbox mailbox;
  private final String folder;
  private final long bytesPerSecond;

  /** What an earlier process has sent; null before the mailbox was asked. */
  private @Nullable Map<String, Listed> earlier;

  /**
   * What was done.
   *
   * @param object that the segment is
   * @param bytes that were sent; 0 when all was there
   * @param renamed whether its own name was taken
   */
  record Delivery(String object, long bytes, boolean renamed) {}

  Courier(Mailbox mailbox, String folder, long bytesPerSecond) {
    this.mailbox = mailbox;
    this.folder = folder;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Brings a segment, its index before it: whoever sees the segment has the index too.
   *
   * @throws IOException when a file cannot be read
   */
  Delivery deliver(Path segment, Path index)
      throws IOException, MailboxException, InterruptedException {
    Upload packets = Upload.of(segment, PCAPNG, bytesPerSecond);
    Upload keys = Upload.of(index, INDEX, bytesPerSecond);
    String own = String.valueOf(segment.getFileName());
    Delivery delivery = deliver(own, packets, String.valueOf(index.getFileName()), keys);
    if (delivery == null) {
      String apart = "~" + packets.sha256().substring(0, TOLD_APART_BY);
      String other = apart(own, apart);
      delivery = deliver(other, packets, apart(String.valueOf(index.getFileName()), apart), keys);
      if (delivery == null) {
        throw new MailboxException(
            "Both %s and %s are taken by something else".formatted(own, other));
      }
      return new Delivery(delivery.object(), delivery.bytes(), true);
    }
    return delivery;
  }

  private static String apart(String name, String suffix) {
    int dot = name.lastIndexOf('.');
    return name.substring(0, dot) + suffix + name.substring(dot);
  }

  private @Nullable Delivery deliver(String segment, Upload packets, String index, Upload keys)
      throws MailboxException, InterruptedException {
    long keysSent = bring(folder + index, keys);
    long sent = keysSent < 0 ? -1 : bring(folder + segment, packets);
    return sent < 0 ? null : new Delivery(folder + segment, keysSent + sent, false);
  }

  /** Bytes sent: 0 when it was there; -1 when something else was. */
  private long bring(String object, Upload upload) throws MailboxException, InterruptedException {
    Map<String, Listed> known = earlier;
    if (known == null) {
      known = new HashMap<>();
      for (Listed each : mailbox.list(folder)) {
        known.put(each.object(), each);
      }
      earlier = known;
    }
    Listed there = known.get(object);
    if (there == null) {
      if (mailbox.putNew(object, upload)) {
        return upload.bytes();
      }
      // Ours after all, when the answer to the attempt that made it was lost
      there = exactly(object, mailbox.list(object));
      if (there == null) {
        throw new MailboxException("Writing %s is refused, and it is not there".formatted(object));
      }
      return same(there, upload) ? upload.bytes() : -1;
    }
    return same(there, upload) ? 0 : -1;
  }

  private static @Nullable Listed exactly(String object, List<Listed> listed) {
    return listed.stream().filter(each -> each.object().equals(object)).findFirst().orElse(null);
  }

  private static boolean same(Listed there, Upload upload) {
    return there.bytes() == upload.bytes() && upload.md5().equals(there.md5());
  }
}
