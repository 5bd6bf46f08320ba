package io.sluice.node.export;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells one collector by UDP (RFC 7011 section 10.3). Templates go first, again every minute, and
 * soon after a refusal, since that may have been a collector that started anew. Nothing waits for a
 * collector: what cannot be sent at once is counted. For the exporter's thread only.
 */
final class IpfixSender implements AutoCloseable {
  private static final Log LOG = Log.of(IpfixSender.class);
  private static final Duration TEMPLATE_PACE = Duration.ofMinutes(1);
  private static final Duration HURRY = Duration.ofSeconds(5);

  /** Without a refusal for so long a collector counts as there again. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration LOOKUP_PACE = Duration.ofMinutes(1);

  /** A record waits no longer for others to fill its message. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Collector collector;
  private final InetAddress source;
  private final ExportCounts counts;
  private final IpfixMessage message;
  private final IpfixMessage templates;
  private final AtomicReference<@Nullable InetAddress> address = new AtomicReference<>();
  private @Nullable DatagramChannel channel;
  private @Nullable InetAddress connectedTo;
  private int sequence;
  private int lastRecords;
  private Instant templatesDue = Instant.EPOCH;
  private Instant templatesSent = Instant.EPOCH;
  private Instant failedAt = Instant.EPOCH;
  private Instant lookupDue = Instant.EPOCH;
  private Instant sendDue = Instant.MAX;
  private String lastTrouble = "";

  /**
   * @param source to send from; a wildcard leaves it to the system
   * @param domain observation domain id
   */
  IpfixSender(Collector collector, InetAddress source, int domain, ExportCounts counts) {
    this.collector = collector;
    this.source = source;
    this.counts = counts;
    this.message = new IpfixMessage(domain);
    this.templates = new IpfixMessage(domain);
    lookup();
  }

  Collector collector() {
    return collector;
  }

  /** Adds a record to the next message, and sends that when it is full. */
  void record(Told told, Instant now) {
    IpfixTemplate template = IpfixTemplate.of(told.flow());
    if (!message.fits(template)) {
      send(now);
    }
    if (message.records() == 0) {
      sendDue = now.plus(LINGER);
    }
    message.add(template, told);
  }

  /** To be called often: sends what has waited long enough. */
  void tick(Instant now) {
    if (!now.isBefore(lookupDue)) {
      lookupDue = now.plus(LOOKUP_PACE);
      lookup();
    }
    if (message.records() > 0 && !now.isBefore(sendDue)) {
      send(now);
    }
  }

  /** Sends what there is. */
  void send(Instant now) {
    if (message.records() == 0) {
      return;
    }
    int records = message.records();
    counts.ipfixMessages.incrementAndGet();
    counts.ipfixRecords.addAndGet(records);
    try {
      DatagramChannel to = connected(now);
      if (!now.isBefore(templatesDue)) {
        templates(to, now);
      }
      write(to, message.finish(now.getEpochSecond(), sequence), records, now);
    } catch (IOException e) {
      failed(records, String.valueOf(e.getMessage()), now);
    }
    sequence += records;
    message.clear();
  }

  private void templates(DatagramChannel to, Instant now) throws IOException {
    templatesDue = now.plus(TEMPLATE_PACE);
    templatesSent = now;
    for (ByteBuffer bytes : templates.templates(now.getEpochSecond(), sequence)) {
      counts.ipfixMessages.incrementAndGet();
      write(to, bytes, 0, now);
    }
  }

  private void write(DatagramChannel to, ByteBuffer bytes, int records, Instant now)
      throws IOException {
    try {
      hand(to, bytes);
    } catch (PortUnreachableException e) {
      // By refusing this one once, the kernel tells what became of the one before
      failed(lastRecords, "its port is closed", now);
      hand(to, bytes);
    }
    lastRecords = records;
    if (!lastTrouble.isEmpty() && now.isAfter(failedAt.plus(QUIET))) {
      lastTrouble = "";
      LOG.info("The IPFIX collector takes what it is told again", "collector", name());
    }
  }

  private static void hand(DatagramChannel to, ByteBuffer bytes) throws IOException {
    if (to.write(bytes) == 0) {
      throw new IOException("the send buffer is full");
    }
  }

  private void failed(int records, String reason, Instant now) {
    counts.ipfixMessagesFailed.incrementAndGet();
    counts.ipfixRecordsFailed.addAndGet(records);
    failedAt = now;
    Instant soon = templatesSent.plus(HURRY);
    templatesDue = soon.isBefore(templatesDue) ? soon : templatesDue;
    if (!reason.equals(lastTrouble)) {
      lastTrouble = reason;
      LOG.warn("The IPFIX collector cannot be told", "collector", name(), "reason", reason);
    }
  }

  private DatagramChannel connected(Instant now) throws IOException {
    InetAddress target = address.get();
    if (target == null) {
      throw new IOException("its address is not known");
    }
    DatagramChannel open = channel;
    if (open != null && target.equals(connectedTo)) {
      return open;
    }
    close();
    DatagramChannel fresh = DatagramChannel.open();
    try {
      if (!source.isAnyLocalAddress() && source.getClass() == target.getClass()) {
        fresh.bind(new InetSocketAddress(source, 0));
      }
      fresh.configureBlocking(false);
      fresh.connect(new InetSocketAddress(target, collector.port()));
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    channel = fresh;
    connectedTo = target;
    // A new session has a sequence of its own and knows no templates
    sequence = 0;
    templatesDue = now;
    return fresh;
  }

  private void lookup() {
    try {
      address.set(InetAddress.ofLiteral(collector.host()));
    } catch (IllegalArgumentException e) {
      Thread.ofVirtual()
          .name("collector-lookup")
          .start(
              () -> {
                try {
                  address.set(InetAddress.getByName(collector.host()));
                } catch (UnknownHostException unknown) {
                  // The last known address may still be right
                }
              });
    }
  }

  private String name() {
    return collector.host() + " port " + collector.port();
  }

  @Override
  public void close() {
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("A socket could not be closed", "reason", e.getMessage());
      }
    }
  }
}
