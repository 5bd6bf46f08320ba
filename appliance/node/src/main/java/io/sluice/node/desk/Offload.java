package io.sluice.node.desk;

import io.sluice.node.capture.StoredSegment;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings closed segments and their indexes into the mailbox, the oldest first, on a thread of its
 * own that nothing waits for. What cannot be sent is tried again as long as the store holds it.
 *
 * <p>What an earlier process has sent is not sent again: it is told by a file of names, and for
 * what that file missed by size and MD5 in the mailbox's own list.
 */
public final class Offload implements AutoCloseable {
  private static final Log LOG = Log.of(Offload.class);

  private final OffloadSettings settings;
  private final Mailbox mailbox;
  private final Supplier<List<StoredSegment>> store;

  /** Unsent segments as they were last seen, the oldest first. */
  private final Map<String, StoredSegment> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> tries = new HashMap<>();
  private @Nullable SentLog sent;
  private @Nullable Courier courier;
  private @Nullable Thread thread;
  private boolean wanted;
  private boolean stopping;
  private String lastTrouble = "";

  private long segments;
  private long bytes;
  private long found;
  private long conflicts;
  private long failures;
  private long lost;
  private long lostBytes;

  /**
   * @param store closed segments, the oldest first; asked every {@link OffloadSettings#pace}
   */
  public Offload(OffloadSettings settings, Mailbox mailbox, Supplier<List<StoredSegment>> store) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.store = store;
  }

  /** Whether segments shall go to the mailbox from now on; those too that there are already. */
  public synchronized void wanted(boolean now) {
    wanted = now;
    if (!now) {
      waiting.clear();
      tries.clear();
      lastTrouble = "";
    }
    notifyAll();
  }

  /**
   * Begins to send.
   *
   * @param machine its name in objects
   */
  public synchronized void start(String machine) {
    if (thread == null && !stopping) {
      courier = new Courier(mailbox, "capture/" + machine + "/", settings.bytesPerSecond());
      thread = Thread.ofPlatform().name("offload").daemon().start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        boolean last;
        boolean wants;
        synchronized (this) {
          last = stopping;
          wants = wanted;
        }
        if (wants) {
          turn(last);
        }
        synchronized (this) {
          if (last) {
            return;
          }
          if (!stopping) {
            wait(settings.pace().toMillis());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what there is until one fails; {@code last}: also past what fails. */
  private void turn(boolean last) throws InterruptedException {
    try {
      boolean all = true;
      for (StoredSegment next : look()) {
        if (!isWanted() || (!all && !last)) {
          return;
        }
        all &= send(next);
      }
      if (all) {
        trouble("");
      }
    } catch (IOException e) {
      trouble("The list of what was sent cannot be written: " + e.getMessage());
    }
  }

  private synchronized boolean isWanted() {
    return wanted;
  }

  /** What is to be sent now, those first that have failed least. */
  private synchronized List<StoredSegment> look() throws IOException {
    Map<String, StoredSegment> held =
        store.get().stream()
            .collect(
                Collectors.toMap(
                    Offload::name, segment -> segment, (one, other) -> other, LinkedHashMap::new));
    SentLog log = sent;
    if (log == null) {
      log = SentLog.open(settings.state().resolve("offloaded"), held.keySet());
      sent = log;
    }
    SentLog known = log;
    known.keepOnly(held.keySet());
    waiting
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !held.containsKey(entry.getKey());
              if (gone) {
                lose(entry.getKey(), entry.getValue());
              }
              return gone;
            });
    held.forEach(
        (name, segment) -> {
          if (!known.has(name)) {
            waiting.put(name, segment);
          }
        });
    return waiting.values().stream()
        .filter(StoredSegment::indexed)
        .sorted(Comparator.comparingInt(segment -> tries.getOrDefault(name(segment), 0)))
        .toList();
  }

  private void lose(String name, StoredSegment segment) {
    lost++;
    lostBytes += segment.bytes();
    tries.remove(name);
    LOG.warn("A segment left the store before it was offloaded", "segment", name);
  }

  private static String name(StoredSegment segment) {
    Path file = segment.path().getFileName();
    return file == null ? "" : file.toString();
  }

  /** False when it has to be tried again. */
  private boolean send(StoredSegment segment) throws InterruptedException, IOException {
    String name = name(segment);
    Courier.Delivery delivery;
    try {
      delivery = courier().deliver(segment.path(), segment.index());
    } catch (MailboxException e) {
      failed(name, String.valueOf(e.getMessage()));
      return false;
    } catch (IOException e) {
      if (!Files.exists(segment.path())) {
        // The store has let it go, which the next look finds and counts
        return true;
      }
      failed(name, "%s cannot be read: %s".formatted(name, e.getMessage()));
      return false;
    }
    synchronized (this) {
      if (sent != null) {
        sent.add(name);
      }
      waiting.remove(name);
      tries.remove(name);
      if (delivery.bytes() == 0) {
        found++;
      } else {
        segments++;
        bytes += delivery.bytes();
      }
      conflicts += delivery.renamed() ? 1 : 0;
    }
    if (delivery.renamed()) {
      LOG.warn(
          "A segment's name in the mailbox is taken by something else, so it has another",
          "segment",
          name,
          "object",
          delivery.object());
    }
    return true;
  }

  private synchronized Courier courier() {
    if (courier == null) {
      throw new IllegalStateException("not started");
    }
    return courier;
  }

  private synchronized void failed(String name, String reason) {
    failures++;
    tries.merge(name, 1, Integer::sum);
    trouble(reason);
  }

  private synchronized void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("Segments can be offloaded again");
      } else {
        LOG.warn("A segment cannot be offloaded yet", "reason", trouble);
      }
      lastTrouble = trouble;
    }
  }

  /** What became of segments so far. */
  public synchronized OffloadTotals totals() {
    return new OffloadTotals(
        segments,
        bytes,
        found,
        conflicts,
        failures,
        lost,
        lostBytes,
        waiting.size(),
        waiting.values().stream().mapToLong(StoredSegment::bytes).sum());
  }

  /** Why segments are not sent as they should be, one clause; empty when they are. */
  public synchronized String problem() {
    return lastTrouble;
  }

  /**
   * Sends what is closed by now, for {@link OffloadSettings#closing} at most. To be called after
   * the capture has closed its last segment.
   */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      stopping = true;
      running = thread;
      notifyAll();
    }
    if (running == null) {
      return;
    }
    try {
      running.join(settings.closing());
      running.interrupt();
      running.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.info("Offload has ended", "counts", totals().named().toString());
  }
}
