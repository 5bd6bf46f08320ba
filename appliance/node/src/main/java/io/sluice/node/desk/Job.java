package io.sluice.node.desk;

import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.packet.filter.FilterException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request being served: its state, its answer, and its end. What the work has done is told by
 * itself; a beat tells that it goes on.
 */
final class Job {
  private static final Log LOG = Log.of(Job.class);

  /** Sentences about what could not be read: a store that is all damage fills no answer. */
  private static final int MOST_UNREAD = 100;

  private static final String PCAPNG = "application/x-pcapng";

  /** Does what is asked for. */
  interface Work {
    /**
     * Works until all is done.
     *
     * @throws BadRequest when it cannot be done at all
     */
    void run(Job job) throws IOException, InterruptedException, FilterException, BadRequest;
  }

  /** What is asked for cannot be done; the message is a sentence. */
  static final class BadRequest extends Exception {
    private static final long serialVersionUID = 1;

    BadRequest(String message) {
      super(message);
    }
  }

  /** How it ended before it was done. */
  private enum Stop {
    NO,
    /** Nobody reads any more. */
    CUT,
    /** What was found so far is of use. */
    CANCELLED
  }

  private final Request request;
  private final String machine;
  private final Mailbox mailbox;
  private final Holdings holdings;
  private final Clock clock;
  private final Object writing = new Object();
  private final Set<String> segments = new LinkedHashSet<>();
  private final List<String> unread = new ArrayList<>();
  private List<Answer.Finding> findings = List.of();
  private String state = "waiting";
  private String problem = "";
  private int chunks;
  private long packets;
  private long bytes;
  private @Nullable Instant through;
  private boolean limited;
  private Stop stop = Stop.NO;
  private boolean ended;
  private @Nullable Thread thread;

  Job(Request request, String machine, Mailbox mailbox, Holdings holdings, Clock clock) {
    this.request = request;
    this.machine = machine;
    this.mailbox = mailbox;
    this.holdings = holdings;
    this.clock = clock;
  }

  Request request() {
    return request;
  }

  Holdings holdings() {
    return holdings;
  }

  Clock clock() {
    return clock;
  }

  String folder() {
    return folder(request.id(), machine);
  }

  static String folder(String id, String machine) {
    return "search/%s/%s/".formatted(id, machine);
  }

  /** Goes on where an earlier process was. */
  synchronized void resume(Answer earlier) {
    chunks = earlier.chunks();
    packets = earlier.packets();
    bytes = earlier.bytes();
    through = earlier.through();
    segments.addAll(earlier.segments());
    unread.addAll(earlier.unread());
  }

  /** Works on a thread of its own, which the caller has made. */
  void run(Work work) {
    synchronized (this) {
      thread = Thread.currentThread();
      if (stop != Stop.NO) {
        ended = true;
        return;
      }
    }
    try {
      report();
      work.run(this);
      end("done", "");
    } catch (InterruptedException e) {
      end("cancelled", "");
    } catch (BadRequest e) {
      end("failed", String.valueOf(e.getMessage()));
    } catch (FilterException e) {
      end("failed", "The filter cannot be used: %s.".formatted(e.getMessage()));
    } catch (IOException e) {
      if (stopped()) {
        end("cancelled", "");
      } else {
        end("failed", "The store cannot be read: %s.".formatted(e.getMessage()));
      }
    } catch (RuntimeException e) {
      // A damaged store must not end the appliance, which has other things to do
      LOG.error("A bug ends a search; please report it", e, "request", request.id());
      end("failed", "A bug of the appliance ended this search; its log says more.");
    } finally {
      synchronized (this) {
        ended = true;
      }
    }
  }

  /** Nobody reads any more: ends soon and writes nothing more. */
  void cut() {
    stop(Stop.CUT);
  }

  /** Ends soon, and tells what was found so far. */
  void cancel() {
    stop(Stop.CANCELLED);
  }

  private synchronized void stop(Stop how) {
    if (ended || stop == Stop.CUT) {
      return;
    }
    stop = how;
    if (thread != null) {
      thread.interrupt();
    }
  }

  synchronized boolean ended() {
    return ended;
  }

  private synchronized boolean stopped() {
    return stop != Stop.NO;
  }

  private void end(String how, String why) {
    synchronized (this) {
      // Done, though it was to be cancelled, is done
      boolean cancelled = how.equals("cancelled");
      state = how;
      problem = why;
      if (cancelled && stop == Stop.NO) {
        stop = Stop.CANCELLED;
      }
    }
    // The interrupt has done what it was for
    boolean _ = Thread.interrupted();
    try {
      for (int tries = 0; !write() && tries < (how.equals("cancelled") ? 0 : 1_000); tries++) {
        pause();
      }
    } catch (InterruptedException e) {
      LOG.info("A request was ended before its answer was written", "request", request.id());
    }
  }

  /** The work has begun. */
  synchronized void running() {
    state = "running";
  }

  /** Writes the answer as it stands; what fails is told by the next one. */
  void report() throws InterruptedException {
    boolean _ = write();
  }

  private boolean write() throws InterruptedException {
    synchronized (writing) {
      Answer answer;
      synchronized (this) {
        if (stop == Stop.CUT) {
          return true;
        }
        answer =
            new Answer(
                request.id(),
                machine,
                state,
                clock.instant(),
                mailbox.clockAhead().toMillis(),
                chunks,
                packets,
                bytes,
                through,
                List.copyOf(segments),
                holdings.oldest(),
                limited,
                problem,
                List.copyOf(unread),
                findings);
      }
      try {
        mailbox.put(folder() + "answer.json", Documents.bytes(answer), "application/json");
        return true;
      } catch (MailboxException e) {
        LOG.warn("An answer cannot be written yet", "reason", e.getMessage());
        return false;
      }
    }
  }

  /**
   * Writes a chunk, however long it takes, and then the answer that it counts in.
   *
   * @param now all that matches up to here is in chunks with this one; nanoseconds since 1970
   */
  void chunk(byte[] file, long held, long now) throws InterruptedException {
    String object = "%s%06d.pcapng".formatted(folder(), chunkNumber());
    while (true) {
      synchronized (this) {
        if (stop == Stop.CUT) {
          throw new InterruptedException("cut off");
        }
      }
      try {
        mailbox.put(object, file, PCAPNG);
        break;
      } catch (MailboxException e) {
        LOG.warn("Found packets cannot be written yet", "reason", e.getMessage());
        pause();
      }
    }
    synchronized (this) {
      chunks++;
      packets += held;
      bytes += file.length;
    }
    through(now);
    report();
  }

  private synchronized int chunkNumber() {
    return chunks;
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(1_000);
  }

  /** All that matches up to here is in chunks; never goes back. */
  synchronized void through(long nanos) {
    Instant now = Instant.ofEpochSecond(0, nanos);
    if (through == null || now.isAfter(through)) {
      through = now;
    }
  }

  synchronized @Nullable Instant through() {
    return through;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized void limited() {
    limited = true;
  }

  synchronized void segment(String name) {
    segments.add(name);
  }

  synchronized void unread(String sentence) {
    if (unread.size() < MOST_UNREAD && !unread.contains(sentence)) {
      unread.add(sentence);
    }
  }

  /** What a hunt has seen so far. */
  synchronized void findings(List<Answer.Finding> now, long looked) {
    findings = List.copyOf(now);
    packets = looked;
  }
}
