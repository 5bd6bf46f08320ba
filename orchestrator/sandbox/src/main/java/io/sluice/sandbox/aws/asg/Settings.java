package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group is told, apart from how many it shall have.
 *
 * @param cooldownSeconds of the cloud, as all times here
 * @param zones by subnet, in the order of the subnets
 * @param warmupSeconds null where none is set
 * @param minHealthy percent of the maintenance policy, or null
 * @param maxHealthy the same, 100 to 200
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html">
 *     CreateAutoScalingGroup</a>
 */
record Settings(
    TemplateSpec template,
    int min,
    int max,
    int cooldownSeconds,
    List<String> subnets,
    Map<String, String> zones,
    boolean balancerHealth,
    int graceSeconds,
    List<String> terminationPolicies,
    boolean protectNew,
    boolean capacityRebalance,
    String serviceRole,
    @Nullable Integer warmupSeconds,
    @Nullable Integer maxLifetime,
    @Nullable Integer minHealthy,
    @Nullable Integer maxHealthy,
    @Nullable String context) {
  private static final int USUAL_COOLDOWN = 300;
  private static final Set<String> POLICIES =
      Set.of(
          "Default",
          "OldestInstance",
          "NewestInstance",
          "OldestLaunchTemplate",
          "OldestLaunchConfiguration",
          "ClosestToNextInstanceHour",
          "AllocationStrategy");
  private static final List<String> UNKNOWN =
      List.of(
          "LaunchConfigurationName",
          "MixedInstancesPolicy",
          "InstanceId",
          "LoadBalancerNames",
          "CapacityReservationSpecification");

  /**
   * Reads them; where a group is updated, what is left out stays.
   *
   * @throws AwsException {@code ValidationError}
   */
  static Settings read(Params in, Compute compute, String region, @Nullable Settings before) {
    for (String name : UNKNOWN) {
      if (in.has(name)) {
        throw Checks.invalid("The sandbox launches from launch templates only, not by " + name);
      }
    }
    if (before == null && !in.has("LaunchTemplate")) {
      throw Checks.invalid(
          "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId"
              + " or MixedInstancesPolicy parameter.");
    }
    TemplateSpec template =
        before != null && !in.has("LaunchTemplate")
            ? before.template
            : TemplateSpec.read(in.child("LaunchTemplate"), compute, region);
    int min =
        before == null ? Checks.requireNumber(in, "MinSize") : number(in, "MinSize", before.min);
    int max =
        before == null ? Checks.requireNumber(in, "MaxSize") : number(in, "MaxSize", before.max);
    if (min < 0 || max < min) {
      throw Checks.invalid(
          "Max bound, %d, must be greater than or equal to min bound, %d".formatted(max, min));
    }
    List<String> subnets =
        in.text("VPCZoneIdentifier")
            .map(Settings::split)
            .orElse(before == null ? List.of() : before.subnets);
    Params maintenance = in.child("InstanceMaintenancePolicy");
    return new Settings(
        template,
        min,
        max,
        number(in, "DefaultCooldown", before == null ? USUAL_COOLDOWN : before.cooldownSeconds),
        subnets,
        zones(in, subnets, compute.zones(region)),
        Checks.oneOf(
                "HealthCheckType",
                in.text("HealthCheckType", before != null && before.balancerHealth ? "ELB" : "EC2"),
                Set.of("EC2", "ELB"))
            .equals("ELB"),
        number(in, "HealthCheckGracePeriod", before == null ? 0 : before.graceSeconds),
        policies(in, before),
        in.truth("NewInstancesProtectedFromScaleIn").orElse(before != null && before.protectNew),
        in.truth("CapacityRebalance").orElse(before != null && before.capacityRebalance),
        in.text("ServiceLinkedRoleARN", before == null ? role() : before.serviceRole),
        resettable(in, "DefaultInstanceWarmup", before == null ? null : before.warmupSeconds),
        resettable(in, "MaxInstanceLifetime", before == null ? null : before.maxLifetime),
        resettable(maintenance, "MinHealthyPercentage", before == null ? null : before.minHealthy),
        resettable(maintenance, "MaxHealthyPercentage", before == null ? null : before.maxHealthy),
        in.text("Context").orElse(before == null ? null : before.context));
  }

  private static String role() {
    return "arn:aws:iam::"
        + Account.ID
        + ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  }

  private static List<String> split(String subnets) {
    List<String> ids = new ArrayList<>();
    for (String id : subnets.split(",", -1)) {
      if (!id.isBlank()) {
        ids.add(id.strip());
      }
    }
    return List.copyOf(ids);
  }

  private static Map<String, String> zones(
      Params in, List<String> subnets, Map<String, String> known) {
    if (subnets.isEmpty()) {
      throw Checks.invalid("At least one Availability Zone or VPC Subnet is required.");
    }
    Map<String, String> zones = new LinkedHashMap<>();
    for (String subnet : subnets) {
      String zone = known.get(subnet);
      if (zone == null) {
        throw Checks.invalid("The subnet ID '" + subnet + "' does not exist");
      }
      zones.put(subnet, zone);
    }
    List<String> said = in.texts("AvailabilityZones");
    if (!said.isEmpty() && !Set.copyOf(said).equals(Set.copyOf(zones.values()))) {
      throw Checks.invalid(
          "The availability zones of the specified subnets and the Auto Scaling group do not"
              + " match");
    }
    return Collections.unmodifiableMap(zones);
  }

  private static List<String> policies(Params in, @Nullable Settings before) {
    List<String> said = in.texts("TerminationPolicies");
    said.forEach(policy -> Checks.oneOf("TerminationPolicies", policy, POLICIES));
    if (!said.isEmpty()) {
      return said;
    }
    return before == null ? List.of("Default") : before.terminationPolicies;
  }

  private static int number(Params in, String name, int otherwise) {
    int value = in.number(name).orElse(otherwise);
    if (value < 0) {
      throw Checks.invalid(name + " must not be negative: " + value);
    }
    return value;
  }

  /** A number that -1 takes away. */
  private static @Nullable Integer resettable(Params in, String name, @Nullable Integer before) {
    Optional<Integer> said = in.number(name);
    if (said.isEmpty()) {
      return before;
    }
    return said.get() < 0 ? null : said.get();
  }

  /** The same with another launch template. */
  Settings with(TemplateSpec other) {
    return new Settings(
        other,
        min,
        max,
        cooldownSeconds,
        subnets,
        zones,
        balancerHealth,
        graceSeconds,
        terminationPolicies,
        protectNew,
        capacityRebalance,
        serviceRole,
        warmupSeconds,
        maxLifetime,
        minHealthy,
        maxHealthy,
        context);
  }

  /** Each zone once, in the order of the subnets. */
  List<String> zoneNames() {
    return zones.values().stream().distinct().toList();
  }
}
