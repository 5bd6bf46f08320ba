package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All groups, by region and name, and all their instances. Thread-safe. */
final class Store {
  private final Map<String, Map<String, Group>> regions = new ConcurrentHashMap<>();
  private final Map<String, Member> members = new ConcurrentHashMap<>();

  /** By name. */
  List<Group> groups(String region) {
    return List.copyOf(of(region).values());
  }

  List<Group> all() {
    return regions.values().stream().flatMap(groups -> groups.values().stream()).toList();
  }

  Optional<Group> find(String region, String name) {
    return Optional.ofNullable(of(region).get(name));
  }

  /**
   * By name, or by ARN.
   *
   * @throws AwsException {@code ValidationError}
   */
  Group get(String region, String nameOrArn) {
    String name =
        nameOrArn.startsWith("arn:")
            ? nameOrArn.replaceFirst("^.*:autoScalingGroupName/", "")
            : nameOrArn;
    Group group = of(region).get(name);
    if (group == null) {
      throw Checks.invalid("AutoScalingGroup name not found - no such group: " + name);
    }
    return group;
  }

  /** False where the name is taken. */
  boolean add(Group group) {
    return of(group.region).putIfAbsent(group.name, group) == null;
  }

  void remove(Group group) {
    of(group.region).remove(group.name, group);
  }

  Optional<Member> member(String instanceId) {
    return Optional.ofNullable(members.get(instanceId));
  }

  /**
   * An instance of a group.
   *
   * @throws AwsException {@code ValidationError}
   */
  Member getMember(String region, String instanceId) {
    return member(instanceId)
        .filter(member -> member.group.region.equals(region))
        .orElseThrow(
            () ->
                Checks.invalid(
                    "Instance Id not found - No managed instance found for instance ID: "
                        + instanceId));
  }

  void add(Member member) {
    member.group.members.put(member.id(), member);
    members.put(member.id(), member);
  }

  void remove(Member member) {
    member.group.members.remove(member.id());
    members.remove(member.id());
  }

  private Map<String, Group> of(String region) {
    return regions.computeIfAbsent(region, any -> new ConcurrentSkipListMap<>());
  }
}
