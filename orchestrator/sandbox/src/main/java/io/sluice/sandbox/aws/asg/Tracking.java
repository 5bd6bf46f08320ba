package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloudwatch.Alarm;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Follows target tracking policies on what the instances really receive: out when the metric was
 * above the target for three minutes of the cloud, at once by as many as the ratio asks for; in
 * when it was below nine tenths of the target for fifteen. Instances that warm up give no values,
 * and nothing is taken away while one does. Called with the group's monitor held.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html">
 *     Target tracking</a>
 */
final class Tracking {
  private static final System.Logger LOG = System.getLogger(Tracking.class.getName());
  private static final int HIGH_PERIODS = 3;
  private static final int LOW_PERIODS = InboundMetric.KEPT;
  private static final double CLEARLY_BELOW = 0.9;

  private final Site site;

  Tracking(Site site) {
    this.site = site;
  }

  void tick(Group group) {
    long now = System.nanoTime();
    Map<String, Long> bytes = new HashMap<>();
    for (Member member : group.active()) {
      if (member.inService()) {
        bytes.put(member.id(), site.rooms().network().networkIn(member.id()));
      }
    }
    if (group.inbound.sample(now, bytes, site.pace())
        && group.does("AlarmNotification")
        && group.desired > 0) {
      decide(group, now);
    }
  }

  private void decide(Group group, long now) {
    List<Policy> following =
        group.policies.values().stream()
            .filter(policy -> policy.enabled() && policy.measured(group))
            .toList();
    for (Policy policy : following) {
      int wanted = Math.min(group.settings.max(), wantedOut(group, policy));
      if (wanted > group.desired) {
        change(group, policy.highAlarm(group), policy, wanted);
      }
    }
    scaleIn(group, following.stream().filter(p -> !p.disableScaleIn()).toList(), now);
  }

  private int wantedOut(Group group, Policy policy) {
    List<Double> values = values(group, policy, HIGH_PERIODS);
    if (values.size() < HIGH_PERIODS || values.stream().anyMatch(v -> v <= policy.target())) {
      return 0;
    }
    int warm = warmAt(group, policy, group.inbound.points().getFirst()).size();
    return (int) Math.ceil(warm * values.getFirst() / policy.target());
  }

  /** All policies must agree; the one that keeps most decides. */
  private void scaleIn(Group group, List<Policy> policies, long now) {
    int wanted = 0;
    for (Policy policy : policies) {
      OptionalInt own = wantedIn(group, policy, now);
      if (own.isEmpty()) {
        return;
      }
      wanted = Math.max(wanted, own.getAsInt());
    }
    // a group without instances would measure nothing and never come back
    wanted = Math.max(wanted, Math.max(1, group.settings.min()));
    if (!policies.isEmpty() && wanted < group.desired) {
      change(group, policies.getFirst().lowAlarm(group), policies.getFirst(), wanted);
      group.inbound.forget();
    }
  }

  private OptionalInt wantedIn(Group group, Policy policy, long now) {
    long warmup = site.pace().here(policy.warmupSeconds(group.settings));
    List<Double> values = values(group, policy, LOW_PERIODS);
    double low = CLEARLY_BELOW * policy.target();
    if (values.size() < LOW_PERIODS
        || values.stream().anyMatch(value -> value >= low)
        || group.active().stream().anyMatch(member -> !member.warm(now, warmup))) {
      return OptionalInt.empty();
    }
    int warm = warmAt(group, policy, group.inbound.points().getFirst()).size();
    // to nine tenths: what is taken away shall not be missed at once
    return OptionalInt.of((int) Math.ceil(warm * values.getFirst() / low));
  }

  /** The metric of the newest periods, newest first, as far as there are values without a gap. */
  private List<Double> values(Group group, Policy policy, int periods) {
    List<Double> values = new ArrayList<>();
    for (InboundMetric.Point point : group.inbound.points()) {
      DoubleSummaryStatistics all = new DoubleSummaryStatistics();
      warmAt(group, policy, point).forEach(value -> all.accept(value));
      if (all.getCount() == 0 || values.size() == periods) {
        break;
      }
      double perMinute =
          switch (policy.statistic()) {
            case "Sum" -> all.getSum();
            case "Minimum" -> all.getMin();
            case "Maximum" -> all.getMax();
            default -> all.getAverage();
          };
      values.add(perMinute * policy.periodSeconds() / InboundMetric.PERIOD_SECONDS);
    }
    return values;
  }

  private List<Double> warmAt(Group group, Policy policy, InboundMetric.Point point) {
    long warmup = site.pace().here(policy.warmupSeconds(group.settings));
    List<Double> values = new ArrayList<>();
    point
        .perInstance()
        .forEach(
            (id, value) -> {
              Member member = group.members.get(id);
              if (member == null
                  || member.lifecycle.leaving()
                  || member.warm(point.nanos(), warmup)) {
                values.add(value);
              }
            });
    return values;
  }

  private void change(Group group, String alarm, Policy policy, int wanted) {
    LOG.log(
        System.Logger.Level.INFO,
        "{0}: target tracking from {1} to {2} instances",
        group.name,
        group.desired,
        wanted);
    group.desire(
        wanted,
        "a monitor alarm %s in state ALARM triggered policy %s".formatted(alarm, policy.name()));
  }

  /** Shows a policy's alarms, in place of those that it had. */
  void show(Group group, Policy policy) {
    hide(group, policy);
    site.alarms().put(group.region, alarm(group, policy, true));
    if (!policy.disableScaleIn()) {
      site.alarms().put(group.region, alarm(group, policy, false));
    }
  }

  void hide(Group group, Policy policy) {
    site.alarms().delete(group.region, List.of(policy.highAlarm(group), policy.lowAlarm(group)));
  }

  private static Alarm alarm(Group group, Policy policy, boolean high) {
    return Alarm.of(
            high ? policy.highAlarm(group) : policy.lowAlarm(group),
            policy.namespace(),
            policy.metric(),
            policy.dimensions(),
            policy.statistic(),
            policy.periodSeconds(),
            high ? HIGH_PERIODS : LOW_PERIODS,
            high ? policy.target() : CLEARLY_BELOW * policy.target(),
            high ? "GreaterThanThreshold" : "LessThanThreshold",
            List.of(policy.arn()))
        .withDescription(
            "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policy.arn() + ".");
  }
}
