package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.Instance;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Executes autoscale settings from the bytes that the fabric delivered to each instance: any
 * scale-out rule that fires adds, all scale-in rules must fire to take away, and the cooldown of
 * the rule must be over since the last change. The first profile counts; schedules do not.
 */
final class Autoscale {
  private static final System.Logger LOG = System.getLogger(Autoscale.class.getName());

  private static final class Setting {
    private final Throughput throughput = new Throughput();
    private long lastChange = Long.MIN_VALUE;

    private boolean cool(long now, Duration cooldown) {
      return lastChange == Long.MIN_VALUE || now - lastChange >= cooldown.toNanos();
    }
  }

  private final Documents documents;
  private final Machines machines;
  private final TimeScale scale;
  private final Map<String, Setting> settings = new HashMap<>();

  Autoscale(Documents documents, Machines machines, TimeScale scale) {
    this.documents = documents;
    this.machines = machines;
    this.scale = scale;
  }

  /** Samples and decides. Called from one thread. */
  void tick() {
    List<String> seen = new ArrayList<>();
    for (ObjectNode document : documents.list("Microsoft.Insights/autoscaleSettings")) {
      String id = document.path("id").asText().toLowerCase(Locale.ROOT);
      seen.add(id);
      try {
        follow(settings.computeIfAbsent(id, key -> new Setting()), document);
      } catch (DateTimeException e) {
        LOG.log(System.Logger.Level.WARNING, "{0} has a bad duration: {1}", id, e.getMessage());
      }
    }
    settings.keySet().retainAll(seen);
  }

  private void follow(Setting setting, ObjectNode document) {
    String target = document.at("/properties/targetResourceUri").asText();
    JsonNode profile = document.at("/properties/profiles/0");
    List<AutoscaleRule> rules = new ArrayList<>();
    profile.path("rules").forEach(rule -> rules.add(AutoscaleRule.of(rule)));
    rules.removeIf(rule -> !rule.measurable());
    long now = System.nanoTime();
    Map<String, Long> bytes = new HashMap<>();
    for (Instance instance : machines.instances(target)) {
      bytes.put(instance.name(), machines.view().networkIn(instance.name()));
    }
    Duration longest =
        rules.stream().map(AutoscaleRule::window).max(Duration::compareTo).orElse(Duration.ZERO);
    setting.throughput.add(now, bytes, scale.here(longest));
    if (!document.at("/properties/enabled").asBoolean(true)) {
      return;
    }
    ObjectNode scaleSet = documents.get(target).orElse(null);
    if (scaleSet == null || bytes.isEmpty()) {
      return;
    }
    int capacity = scaleSet.at("/sku/capacity").asInt();
    int wanted = limit(profile, decide(setting, rules, capacity, now));
    if (wanted != capacity) {
      setting.lastChange = now;
      LOG.log(
          System.Logger.Level.INFO,
          "autoscale: {0} from {1} to {2} instances",
          scaleSet.path("name").asText(),
          capacity,
          wanted);
      documents.update(
          target,
          changed -> {
            changed.withObject("/sku").put("capacity", wanted);
            return changed;
          });
      machines
          .resize(target, wanted)
          .exceptionally(
              error -> {
                LOG.log(System.Logger.Level.WARNING, "autoscale: {0}", error.getMessage());
                return null;
              });
    }
  }

  private int decide(Setting setting, List<AutoscaleRule> rules, int capacity, long now) {
    boolean shrink = false;
    boolean veto = false;
    int smaller = capacity;
    for (AutoscaleRule rule : rules) {
      OptionalDouble value = setting.throughput.value(rule, scale);
      boolean fires =
          value.isPresent()
              && rule.fires(value.getAsDouble())
              && setting.cool(now, scale.here(rule.cooldown()));
      if (fires && rule.increase()) {
        return rule.after(capacity);
      }
      if (!rule.increase()) {
        shrink |= fires;
        veto |= !fires;
        smaller = fires ? Math.max(rule.after(capacity), 0) : smaller;
      }
    }
    return shrink && !veto ? smaller : capacity;
  }

  private static int limit(JsonNode profile, int wanted) {
    // the API carries these as strings
    int minimum = profile.at("/capacity/minimum").asInt(0);
    int maximum = profile.at("/capacity/maximum").asInt(Integer.MAX_VALUE);
    return Math.max(minimum, Math.min(maximum, wanted));
  }
}
