package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.aws.cloud.Account;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The alarms of every region and how they stand. Thread-safe. */
public final class Alarms {
  /** How an alarm stands, with CloudWatch's names. */
  public enum State {
    OK,
    ALARM,
    INSUFFICIENT_DATA
  }

  /**
   * An alarm as it stands.
   *
   * @param reason of its state, for people
   * @param since when it came to its state
   * @param configured when it was put last
   */
  public record Standing(
      Alarm alarm, String region, State state, String reason, Instant since, Instant configured) {
    public String arn() {
      return Account.arn("cloudwatch", region, "alarm:" + alarm.name());
    }
  }

  /** Is told of each change of state, on the thread that made it; must return at once. */
  @FunctionalInterface
  public interface Listener {
    void changed(Standing before, Standing after);
  }

  private final Map<String, Map<String, Standing>> byRegion = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Clock clock;

  public Alarms() {
    this(Clock.systemUTC());
  }

  Alarms(Clock clock) {
    this.clock = clock;
  }

  /** Makes an alarm, or changes the one of its name, which then keeps its state. */
  public void put(String region, Alarm alarm) {
    Instant now = clock.instant();
    of(region)
        .compute(
            alarm.name(),
            (name, old) ->
                old == null
                    ? new Standing(
                        alarm,
                        region,
                        State.INSUFFICIENT_DATA,
                        "Unchecked: Initial alarm creation",
                        now,
                        now)
                    : new Standing(alarm, region, old.state(), old.reason(), old.since(), now));
  }

  /** Deletes alarms by name; unknown ones are passed over. */
  public void delete(String region, Collection<String> names) {
    for (String name : names) {
      Standing gone = of(region).remove(name);
      if (gone != null) {
        tags.remove(gone.arn());
      }
    }
  }

  /** In order of their names. */
  public List<Standing> all(String region) {
    return List.copyOf(of(region).values());
  }

  public Optional<Standing> find(String region, String name) {
    return Optional.ofNullable(of(region).get(name));
  }

  /**
   * Brings an alarm to a state.
   *
   * @return false where there is no such alarm
   */
  public boolean setState(String region, String name, State state, String reason) {
    Standing before = of(region).get(name);
    while (before != null) {
      if (before.state() == state) {
        return true;
      }
      Standing after =
          new Standing(before.alarm(), region, state, reason, clock.instant(), before.configured());
      if (of(region).replace(name, before, after)) {
        for (Listener listener : listeners) {
          listener.changed(before, after);
        }
        return true;
      }
      before = of(region).get(name);
    }
    return false;
  }

  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  Map<String, String> tags(Standing alarm) {
    return tags.getOrDefault(alarm.arn(), Map.of());
  }

  void tags(Standing alarm, Map<String, String> now) {
    tags.put(alarm.arn(), Map.copyOf(now));
  }

  Collection<String> regions() {
    return List.copyOf(byRegion.keySet());
  }

  private Map<String, Standing> of(String region) {
    return byRegion.computeIfAbsent(region, any -> new ConcurrentSkipListMap<>());
  }
}
