package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where instances come and which ones go, so that zones stay in balance.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html">
 *     Termination policies</a>
 */
final class Zones {
  private Zones() {}

  /** The subnet for the next instance: of the zone with fewest, the one with fewest. */
  static String subnetForNext(Group group) {
    Map<String, Long> inZone = count(group.settings.zoneNames(), group.active(), true);
    Map<String, Long> inSubnet = count(group.settings.subnets(), group.active(), false);
    return group.settings.subnets().stream()
        .min(
            Comparator.<String>comparingLong(
                    subnet -> inZone.getOrDefault(group.settings.zones().get(subnet), 0L))
                .thenComparingLong(subnet -> inSubnet.getOrDefault(subnet, 0L)))
        .orElseThrow();
  }

  /** By how many instances the fullest zone of the group has more than the emptiest. */
  static long imbalance(Group group) {
    Collection<Long> counts = count(group.settings.zoneNames(), group.active(), true).values();
    return counts.stream().mapToLong(Long::longValue).max().orElse(0)
        - counts.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  private static Map<String, Long> count(
      Collection<String> keys, List<Member> members, boolean byZone) {
    Map<String, Long> counts = new LinkedHashMap<>();
    keys.forEach(key -> counts.put(key, 0L));
    for (Member member : members) {
      counts.merge(byZone ? member.instance.zone() : member.instance.subnetId(), 1L, Long::sum);
    }
    return counts;
  }

  /**
   * Which members a scale-in takes, by the group's termination policies: of the zone with most,
   * then by the policies in their order. Protected ones are never taken.
   *
   * @param current the version that the group launches, or null where its template is gone
   */
  static List<Member> toLeave(Group group, int count, @Nullable LaunchTemplate current) {
    List<Member> candidates = group.active();
    List<Member> left = new ArrayList<>(candidates);
    List<Member> chosen = new ArrayList<>();
    Comparator<Member> order = order(group.settings.terminationPolicies(), current);
    while (chosen.size() < count) {
      Map<String, Long> counts = count(List.of(), left, true);
      Member next =
          left.stream()
              .filter(member -> !member.protectedFromScaleIn)
              .min(
                  Comparator.<Member>comparingLong(
                          member -> -counts.getOrDefault(member.instance.zone(), 0L))
                      .thenComparing(order))
              .orElse(null);
      if (next == null) {
        break;
      }
      left.remove(next);
      chosen.add(next);
    }
    return chosen;
  }

  private static Comparator<Member> order(List<String> policies, @Nullable LaunchTemplate current) {
    Comparator<Member> oldest = Comparator.comparing(member -> member.instance.launched());
    Comparator<Member> template =
        Comparator.<Member>comparingInt(member -> sameTemplate(member, current) ? 1 : 0)
            .thenComparingLong(member -> member.template.version());
    List<Comparator<Member>> orders = new ArrayList<>();
    for (String policy : policies) {
      switch (policy) {
        case "OldestInstance" -> orders.add(oldest);
        case "NewestInstance" -> orders.add(oldest.reversed());
        case "OldestLaunchTemplate" -> orders.add(template);
        case "Default" -> orders.add(template.thenComparing(oldest));
        // the others tell apart what a group here never has
        default -> {}
      }
    }
    return orders.stream().reduce(Comparator::thenComparing).orElse(oldest);
  }

  private static boolean sameTemplate(Member member, @Nullable LaunchTemplate current) {
    return current != null && current.id().equals(member.template.id());
  }
}
