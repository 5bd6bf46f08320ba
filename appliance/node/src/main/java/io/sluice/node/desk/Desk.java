package io.sluice.node.desk;

import io.sluice.node.desk.Documents.Asked;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked of this machine through the mailbox. Its threads are its own; nothing waits
 * for them.
 */
public final class Desk implements AutoCloseable {
  private static final Log LOG = Log.of(Desk.class);
  private static final Duration PACE = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEASE = Duration.ofDays(1);

  /** Searches that read the store at the same time; others wait. A hunt reads all of it. */
  private static final int SEARCHES = 2;

  private static final int HUNTS = 1;

  /** Requests at most that are taken on; more is no fleet's ordinary day. */
  private static final int MOST_JOBS = 64;

  private final Mailbox mailbox;
  private final Holdings holdings;
  private final String program;
  private final Clock clock;
  private final Duration pace;
  private final Semaphore searches = new Semaphore(SEARCHES, true);
  private final Semaphore hunts = new Semaphore(HUNTS, true);
  private final Map<String, Job> jobs = new HashMap<>();
  private final Map<String, Lease> leases = new HashMap<>();

  /** Ids that need nothing more; those that are still asked for. */
  private final Set<String> settled = new HashSet<>();

  private volatile @Nullable Thread thread;
  private @Nullable String etag;
  private Map<String, Asked> asked = Map.of();
  private String lastTrouble = "";
  private boolean closed;

  /**
   * For how long a request stands.
   *
   * @param asked as it says
   * @param end as it is believed
   */
  private record Lease(Instant asked, Instant end) {}

  /**
   * @param program who writes chunks, e.g. {@code appliance 1.0}
   */
  public Desk(Mailbox mailbox, Holdings holdings, String program) {
    this(mailbox, holdings, program, Clock.systemUTC(), PACE);
  }

  Desk(Mailbox mailbox, Holdings holdings, String program, Clock clock, Duration pace) {
    this.mailbox = mailbox;
    this.holdings = holdings;
    this.program = program;
    this.clock = clock;
    this.pace = pace;
  }

  /**
   * Begins to look for requests.
   *
   * @param machine its name in answers
   */
  public synchronized void start(String machine) {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("desk").start(() -> run(machine));
    }
  }

  private void run(String machine) {
    try {
      while (true) {
        poll(machine);
        Thread.sleep(pace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll(String machine) throws InterruptedException {
    try {
      switch (mailbox.get(Request.OBJECT, etag)) {
        case Mailbox.Reply.Found found -> {
          asked = Documents.requests(found.bytes());
          etag = found.etag();
        }
        case Mailbox.Reply.Missing _ -> {
          asked = Map.of();
          etag = null;
        }
        case Mailbox.Reply.Unchanged _ -> {}
      }
      look(machine);
      trouble("");
    } catch (MailboxException | IOException e) {
      // What runs goes on: that nothing can be read does not mean that nothing is wanted
      trouble(String.valueOf(e.getMessage()));
      expire();
    }
  }

  private void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("The search desk can be asked again");
      } else {
        LOG.warn("What is asked of the search desk cannot be read", "reason", trouble);
      }
      lastTrouble = trouble;
    }
  }

  /** The store's clock, which leases go by. */
  private Instant now() {
    return clock.instant().minus(mailbox.clockAhead());
  }

  private synchronized void look(String machine) throws MailboxException, InterruptedException {
    if (closed) {
      return;
    }
    settled.retainAll(asked.keySet());
    leases.keySet().retainAll(asked.keySet());
    jobs.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !asked.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().cut();
              } else if (entry.getValue().ended()) {
                settled.add(entry.getKey());
                return true;
              }
              return gone;
            });
    for (Map.Entry<String, Asked> each : asked.entrySet()) {
      String id = each.getKey();
      Request request = each.getValue().request();
      if (request != null && request.until() != null) {
        lease(id, request.until());
      }
      if (!settled.contains(id) && !jobs.containsKey(id) && jobs.size() < MOST_JOBS) {
        if (request == null) {
          refuse(id, machine, each.getValue().problem());
        } else if (ended(id)) {
          settled.add(id);
        } else {
          begin(request, machine);
        }
      }
    }
    expire();
  }

  private void lease(String id, Instant until) {
    Lease known = leases.get(id);
    if (known == null || !known.asked().equals(until)) {
      Instant most = now().plus(LONGEST_LEASE);
      leases.put(id, new Lease(until, until.isAfter(most) ? most : until));
    }
  }

  private boolean ended(String id) {
    Lease lease = leases.get(id);
    return lease != null && lease.end().isBefore(now());
  }

  private synchronized void expire() {
    jobs.forEach(
        (id, job) -> {
          if (ended(id)) {
            job.cancel();
          }
        });
  }

  private void refuse(String id, String machine, String problem) {
    Request nothing = new Request(id, "", "", null, null, false, null, 0, List.of(), "");
    begin(
        nothing,
        machine,
        null,
        _ -> {
          throw new Job.BadRequest(problem);
        });
  }

  private void begin(Request request, String machine)
      throws MailboxException, InterruptedException {
    Answer earlier = null;
    String object = Job.folder(request.id(), machine) + "answer.json";
    if (mailbox.get(object, null) instanceof Mailbox.Reply.Found found) {
      try {
        earlier = Documents.answer(found.bytes());
      } catch (IOException e) {
        refuse(request.id(), machine, "An earlier answer of this machine cannot be read.");
        return;
      }
      if (earlier.isLast()) {
        settled.add(request.id());
        return;
      }
      LOG.info("A request of an earlier run is gone on with", "request", request.id());
    }
    begin(request, machine, request.kind().equals("search") ? earlier : null, null);
  }

  private void begin(
      Request request, String machine, @Nullable Answer earlier, Job.@Nullable Work given) {
    Job job = new Job(request, machine, mailbox, holdings, clock);
    if (earlier != null) {
      job.resume(earlier);
    }
    jobs.put(request.id(), job);
    Job.Work work = given == null ? work(job) : given;
    LOG.info("A request is taken on", "request", request.id(), "kind", request.kind());
    Thread.ofPlatform().name("desk-" + request.id()).daemon().start(() -> job.run(work));
    Thread.ofVirtual().name("desk-beat").start(() -> beat(job));
  }

  private Job.Work work(Job job) {
    return switch (job.request().kind()) {
      case "search" -> new SearchWork(job, searches, program);
      case "hunt" -> new HuntWork(hunts);
      case "keep" -> new KeepWork();
      default ->
          _ -> {
            throw new Job.BadRequest(
                "This appliance knows no request of the kind `%s`."
                    .formatted(job.request().kind()));
          };
    };
  }

  private void beat(Job job) {
    try {
      while (!job.ended()) {
        Thread.sleep(pace);
        if (!job.ended()) {
          job.report();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what runs, and says so in its answers; waits for these for a few seconds. */
  @Override
  public void close() {
    Thread polling = thread;
    if (polling != null) {
      // It may be asking the mailbox, and nothing of ours is free as long as it does
      polling.interrupt();
    }
    synchronized (this) {
      closed = true;
      jobs.values().forEach(Job::cancel);
    }
    try {
      if (polling != null) {
        polling.join(1_000);
      }
      for (int i = 0; i < 50 && running(); i++) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean running() {
    return jobs.values().stream().anyMatch(job -> !job.ended());
  }
}
