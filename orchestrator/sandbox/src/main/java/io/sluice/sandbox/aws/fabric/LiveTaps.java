package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Rooms;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The taps as they are now. A change only marks them old; they are read again by who needs them,
 * and seldom enough that thousands of changes in a row do not stop the packets between.
 */
final class LiveTaps {
  /** Of the time, at most a fifth is spent on reading. */
  private static final int REST = 4;

  private final Rooms rooms;
  private final Map<Taps.Key, Counter> counters = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile Taps taps = Taps.NONE;
  private volatile long version = -1;
  private volatile long notBefore;

  LiveTaps(Rooms rooms) {
    this.rooms = rooms;
  }

  void changed() {
    changes.incrementAndGet();
  }

  /** Recent ones. */
  Taps recent() {
    boolean old = version != changes.get() && System.nanoTime() - notBefore >= 0;
    return old ? fresh() : taps;
  }

  /** With every change that was told. */
  synchronized Taps fresh() {
    long now = changes.get();
    if (version != now) {
      long began = System.nanoTime();
      Taps read = Taps.read(rooms.compute(), this::counter);
      forget(read);
      taps = read;
      version = now;
      long ended = System.nanoTime();
      notBefore = ended + REST * (ended - began);
    }
    return taps;
  }

  private Counter counter(Taps.Key session) {
    return counters.computeIfAbsent(session, key -> new Counter());
  }

  private void forget(Taps read) {
    if (counters.size() > read.sessions().size()) {
      Set<Taps.Key> there = read.sessions().stream().map(LiveTaps::key).collect(Collectors.toSet());
      counters.keySet().retainAll(there);
    }
  }

  private static Taps.Key key(Session session) {
    return new Taps.Key(session.mirror().region(), session.mirror().id());
  }

  /** What each session of a region mirrored since it is there. */
  Map<String, Count> mirrored(String region) {
    Map<String, Count> counts = new TreeMap<>();
    for (Session session : fresh().sessions()) {
      if (session.mirror().region().equals(region)) {
        counts.put(session.mirror().id(), session.counter().snapshot());
      }
    }
    return counts;
  }
}
