package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;

/** A group as DescribeAutoScalingGroups shows it. */
final class GroupXml {
  private GroupXml() {}

  static void write(Xml xml, Group group, boolean instances) {
    synchronized (group) {
      Settings settings = group.settings;
      xml.add("AutoScalingGroupName", group.name)
          .add("AutoScalingGroupARN", group.arn)
          .add("LaunchTemplate", settings.template()::write)
          .add("MinSize", settings.min())
          .add("MaxSize", settings.max())
          .add("DesiredCapacity", group.desired)
          .add("DefaultCooldown", settings.cooldownSeconds())
          .texts("AvailabilityZones", "member", settings.zoneNames())
          .texts("LoadBalancerNames", "member", List.of())
          .texts("TargetGroupARNs", "member", group.targetGroups)
          .add("HealthCheckType", settings.balancerHealth() ? "ELB" : "EC2")
          .add("HealthCheckGracePeriod", settings.graceSeconds())
          .list(
              "Instances",
              "member",
              instances ? new ArrayList<>(group.members.values()) : List.of(),
              (item, member) -> member.write(item))
          .add("CreatedTime", group.created)
          .list(
              "SuspendedProcesses",
              "member",
              group.suspended,
              (item, process) ->
                  item.add("ProcessName", process).add("SuspensionReason", "User suspended"))
          .add("VPCZoneIdentifier", String.join(",", settings.subnets()))
          .list(
              "EnabledMetrics",
              "member",
              group.metrics,
              (item, metric) -> item.add("Metric", metric).add("Granularity", "1Minute"))
          .add("Status", group.deleting ? "Delete in progress" : null)
          .list("Tags", "member", group.tags.values(), (item, tag) -> tag.write(item, group.name))
          .texts("TerminationPolicies", "member", settings.terminationPolicies())
          .add("NewInstancesProtectedFromScaleIn", settings.protectNew())
          .add("ServiceLinkedRoleARN", settings.serviceRole())
          .add("MaxInstanceLifetime", settings.maxLifetime())
          .add("CapacityRebalance", settings.capacityRebalance())
          .add("Context", settings.context())
          .add("DefaultInstanceWarmup", settings.warmupSeconds())
          .list(
              "TrafficSources",
              "member",
              group.targetGroups,
              (item, target) -> item.add("Identifier", target).add("Type", "elbv2"));
      if (settings.minHealthy() != null || settings.maxHealthy() != null) {
        xml.add(
            "InstanceMaintenancePolicy",
            policy ->
                policy
                    .add("MinHealthyPercentage", settings.minHealthy())
                    .add("MaxHealthyPercentage", settings.maxHealthy()));
      }
    }
  }
}
