package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Account;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An Auto Scaling group and all that hangs on it. Whoever reads or changes it holds its monitor.
 */
final class Group {
  private static final int KEPT_ACTIVITIES = 500;

  final String region;
  final String name;
  final String arn;
  final Instant created = Instant.now();
  final Map<String, GroupTag> tags = new TreeMap<>();
  final Set<String> targetGroups = new LinkedHashSet<>();
  final Map<String, Hook> hooks = new TreeMap<>();
  final Map<String, Policy> policies = new TreeMap<>();
  final Set<String> suspended = new TreeSet<>();
  final Set<String> metrics = new TreeSet<>();
  final Map<String, Member> members = new LinkedHashMap<>();
  final Deque<Activity> activities = new ArrayDeque<>();
  final Deque<Refresh> refreshes = new ArrayDeque<>();
  final InboundMetric inbound = new InboundMetric();
  Settings settings;
  int desired;
  boolean deleting;

  /** Of the latest change of the desired capacity, for the causes of activities; or empty. */
  String reason = "";

  /** Nothing is launched before, in {@link System#nanoTime()}. */
  @Nullable Long launchAfter;

  Group(String region, String name, Settings settings, int desired) {
    this.region = region;
    this.name = name;
    this.settings = settings;
    this.desired = desired;
    this.arn =
        Account.arn(
            "autoscaling",
            region,
            "autoScalingGroup:%s:autoScalingGroupName/%s".formatted(UUID.randomUUID(), name));
  }

  /** The instances that count as capacity. */
  List<Member> active() {
    List<Member> active = new ArrayList<>(members.values());
    active.removeIf(member -> member.lifecycle.leaving());
    return active;
  }

  boolean does(String process) {
    return !suspended.contains(process);
  }

  void record(Activity activity) {
    activities.addFirst(activity);
    if (activities.size() > KEPT_ACTIVITIES) {
      activities.removeLast();
    }
  }

  void desire(int wanted, String why) {
    if (wanted != desired) {
      reason =
          "At %s %s changing the desired capacity from %d to %d.  "
              .formatted(now(), why, desired, wanted);
      desired = wanted;
    }
  }

  /** The refresh that goes on, or null. */
  @Nullable Refresh refresh() {
    Refresh latest = refreshes.peekFirst();
    return latest == null || latest.ended() ? null : latest;
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
