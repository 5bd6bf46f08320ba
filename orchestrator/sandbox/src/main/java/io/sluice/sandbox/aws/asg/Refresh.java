package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rolling instance refresh. Guarded by its group.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html">
 *     StartInstanceRefresh</a>
 */
final class Refresh {
  private static final int USUAL_MIN_HEALTHY = 90;
  private static final int USUAL_MAX_HEALTHY = 100;

  final String id = UUID.randomUUID().toString();
  final int minHealthy;
  final int maxHealthy;
  final int warmupSeconds;
  final boolean skipMatching;

  /** Ids of the instances that still must go. */
  final Set<String> todo = new LinkedHashSet<>();

  private final boolean changesTemplate;
  private final TemplateSpec wanted;
  private final Instant started = Instant.now();
  private @Nullable Instant ended;
  private String status = "Pending";
  private @Nullable String reason;
  private int total;
  private int replaced;

  /** When it last came nearer to its end, in {@link System#nanoTime()}. */
  long progressed = System.nanoTime();

  Refresh(Params in, Group group, TemplateSpec wanted, boolean changesTemplate) {
    Params preferences = in.child("Preferences");
    Settings settings = group.settings;
    Integer min = settings.minHealthy();
    Integer max = settings.maxHealthy();
    Integer warmup = settings.warmupSeconds();
    this.wanted = wanted;
    this.changesTemplate = changesTemplate;
    minHealthy =
        Checks.between(
            "MinHealthyPercentage",
            preferences
                .number("MinHealthyPercentage")
                .orElse(min == null ? USUAL_MIN_HEALTHY : min),
            0,
            100);
    maxHealthy =
        Checks.between(
            "MaxHealthyPercentage",
            preferences
                .number("MaxHealthyPercentage")
                .orElse(max == null ? USUAL_MAX_HEALTHY : max),
            100,
            200);
    if (maxHealthy - minHealthy > 100) {
      throw Checks.invalid(
          "The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater"
              + " than 100");
    }
    warmupSeconds =
        preferences
            .number("InstanceWarmup")
            .orElse(warmup == null ? settings.graceSeconds() : warmup);
    skipMatching = preferences.truth("SkipMatching").orElse(false);
  }

  void begin(Set<String> instances) {
    status = "InProgress";
    todo.addAll(instances);
    total = instances.size();
  }

  boolean pending() {
    return status.equals("Pending");
  }

  boolean ended() {
    return ended != null;
  }

  void end(String how, @Nullable String why) {
    status = how;
    reason = why;
    ended = Instant.now();
  }

  /** Tells how many have been replaced by something ready, and what it waits for. */
  void progress(int done, @Nullable String waitingFor) {
    if (done > replaced) {
      progressed = System.nanoTime();
    }
    replaced = Math.min(total, done);
    reason = waitingFor;
  }

  int total() {
    return total;
  }

  TemplateSpec wanted() {
    return wanted;
  }

  /** Whether the group launches from another template once this has been successful. */
  boolean changesTemplate() {
    return changesTemplate;
  }

  void write(Xml xml, Group group) {
    xml.add("InstanceRefreshId", id)
        .add("AutoScalingGroupName", group.name)
        .add("Status", status)
        .add("StatusReason", reason)
        .add("StartTime", started)
        .add("EndTime", ended)
        .add("PercentageComplete", percent())
        .add("InstancesToUpdate", total - replaced)
        .add(
            "Preferences",
            preferences ->
                preferences
                    .add("MinHealthyPercentage", minHealthy)
                    .add("MaxHealthyPercentage", maxHealthy)
                    .add("InstanceWarmup", warmupSeconds)
                    .add("SkipMatching", skipMatching)
                    .add("AutoRollback", false))
        .add("Strategy", "Rolling");
    if (changesTemplate) {
      xml.add("DesiredConfiguration", wantedXml -> wantedXml.add("LaunchTemplate", wanted::write));
    }
  }

  private int percent() {
    if (status.equals("Successful")) {
      return 100;
    }
    return total == 0 ? 0 : 100 * replaced / total;
  }
}
