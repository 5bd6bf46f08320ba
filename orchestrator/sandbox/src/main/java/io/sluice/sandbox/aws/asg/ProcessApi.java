package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a group does by itself, suspended and resumed; and the metrics that it shall collect. */
final class ProcessApi {
  private static final Set<String> PROCESSES =
      new TreeSet<>(
          Set.of(
              "AddToLoadBalancer",
              "AlarmNotification",
              "AZRebalance",
              "HealthCheck",
              "InstanceRefresh",
              "Launch",
              "ReplaceUnhealthy",
              "ScheduledActions",
              "Terminate"));
  private static final Set<String> METRICS =
      new TreeSet<>(
          Set.of(
              "GroupDesiredCapacity",
              "GroupInServiceCapacity",
              "GroupInServiceInstances",
              "GroupMaxSize",
              "GroupMinSize",
              "GroupPendingCapacity",
              "GroupPendingInstances",
              "GroupStandbyCapacity",
              "GroupStandbyInstances",
              "GroupTerminatingCapacity",
              "GroupTerminatingInstances",
              "GroupTotalCapacity",
              "GroupTotalInstances"));

  private final Site site;

  ProcessApi(Site site) {
    this.site = site;
  }

  Map<String, Action> actions() {
    return Map.of(
        "SuspendProcesses",
        (caller, in, out) -> {
          Group group = group(caller, in);
          synchronized (group) {
            group.suspended.addAll(named(in, "ScalingProcesses", PROCESSES));
          }
        },
        "ResumeProcesses",
        (caller, in, out) -> {
          Group group = group(caller, in);
          synchronized (group) {
            group.suspended.removeAll(named(in, "ScalingProcesses", PROCESSES));
          }
        },
        "EnableMetricsCollection",
        (caller, in, out) -> {
          Group group = group(caller, in);
          Checks.oneOf("Granularity", Checks.require(in, "Granularity"), List.of("1Minute"));
          synchronized (group) {
            group.metrics.addAll(named(in, "Metrics", METRICS));
          }
        },
        "DisableMetricsCollection",
        (caller, in, out) -> {
          Group group = group(caller, in);
          synchronized (group) {
            group.metrics.removeAll(named(in, "Metrics", METRICS));
          }
        });
  }

  private Group group(Caller caller, Params in) {
    return site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
  }

  /** Those that are named; all of them where none is. */
  private static Collection<String> named(Params in, String list, Set<String> known) {
    List<String> named = in.texts(list);
    named.forEach(name -> Checks.oneOf(list, name, known));
    return named.isEmpty() ? known : named;
  }
}
