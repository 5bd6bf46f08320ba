package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Instances that are about to be launched, when all that can be refused has been judged. */
record LaunchPlan(LaunchSpec spec, Subnet subnet, List<Port> ports, int count) {
  private static final int MOST_USER_DATA = 16 * 1024;

  /**
   * An interface that every instance gets.
   *
   * @param existing one to attach, or null to make one
   */
  record Port(
      LaunchSpec.Interface spec,
      Subnet subnet,
      List<SecurityGroup> groups,
      @Nullable Nic existing) {}

  /**
   * Judges a launch.
   *
   * @throws AwsException when EC2 would refuse it
   */
  static LaunchPlan of(Region region, LaunchSpec spec, int fewest, int most) {
    InstanceType type = InstanceType.of(spec.type());
    checkUserData(spec.userData());
    List<Port> ports = new ArrayList<>();
    Set<Integer> indexes = new HashSet<>();
    for (LaunchSpec.Interface each : interfaces(region, spec)) {
      if (!indexes.add(each.deviceIndex())) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "Each network interface requires a device index of its own.");
      }
      ports.add(port(region, each));
    }
    Port first =
        ports.stream()
            .filter(port -> port.spec().deviceIndex() == 0)
            .findFirst()
            .orElseThrow(
                () ->
                    AwsException.badRequest(
                        "InvalidParameterCombination",
                        "The primary network interface (device index 0) is missing."));
    Interfaces.checkCount(type, ports.size());
    for (Port port : ports) {
      if (!port.subnet().zone().equals(first.subnet().zone())) {
        throw AwsException.badRequest(
            "InvalidParameterCombination",
            "All network interfaces must be in the same availability zone.");
      }
      if (most > 1 && (port.existing() != null || !port.spec().address().isEmpty())) {
        throw AwsException.badRequest(
            "InvalidParameterCombination",
            "Network interfaces and private addresses can be given for one instance only.");
      }
    }
    return new LaunchPlan(spec, first.subnet(), ports, fitting(ports, fewest, most));
  }

  /**
   * Refuses what is no base64 or too long.
   *
   * @throws AwsException {@code InvalidParameterValue}
   */
  static void checkUserData(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw AwsException.badRequest(
          "InvalidParameterValue", "Invalid BASE64 encoding of user data.");
    }
    if (bytes.length > MOST_USER_DATA) {
      throw AwsException.badRequest(
          "InvalidParameterValue", "User data is limited to " + MOST_USER_DATA + " bytes");
    }
  }

  private static List<LaunchSpec.Interface> interfaces(Region region, LaunchSpec spec) {
    List<String> groups = new ArrayList<>(spec.groups());
    if (!spec.interfaces().isEmpty()) {
      if (!spec.subnetId().isEmpty() || !groups.isEmpty() || !spec.groupNames().isEmpty()) {
        throw AwsException.badRequest(
            "InvalidParameterCombination",
            "Network interfaces and an instance-level %s may not be specified on the same request"
                .formatted(spec.subnetId().isEmpty() ? "security groups" : "subnet ID"));
      }
      return spec.interfaces();
    }
    if (spec.subnetId().isEmpty()) {
      throw AwsException.badRequest(
          "VPCIdNotSpecified", "No default VPC for this user. Specify a subnet.");
    }
    Subnet subnet = region.subnets().get(spec.subnetId());
    for (String name : spec.groupNames()) {
      groups.add(
          region.groups().all().stream()
              .filter(group -> group.vpc().equals(subnet.vpc()) && group.name().equals(name))
              .findFirst()
              .orElseThrow(() -> Kind.SECURITY_GROUP.notFound(name))
              .id());
    }
    return List.of(new LaunchSpec.Interface(0, "", subnet.id(), spec.address(), groups, "", true));
  }

  private static Port port(Region region, LaunchSpec.Interface each) {
    if (!each.id().isEmpty()) {
      Nic nic = region.nics().get(each.id());
      Interfaces.checkFree(nic);
      return new Port(each, nic.subnet(), nic.groups(), nic);
    }
    if (each.subnetId().isEmpty()) {
      throw AwsException.badRequest(
          "VPCIdNotSpecified", "No default VPC for this user. Specify a subnet.");
    }
    Subnet subnet = region.subnets().get(each.subnetId());
    return new Port(each, subnet, Interfaces.groups(region, each.groups(), subnet), null);
  }

  /** As many as the subnets have addresses for. */
  private static int fitting(List<Port> ports, int fewest, int most) {
    Map<Subnet, Integer> needed = new HashMap<>();
    for (Port port : ports) {
      if (port.existing() == null) {
        needed.merge(port.subnet(), 1, Integer::sum);
      }
    }
    long count = most;
    for (Map.Entry<Subnet, Integer> each : needed.entrySet()) {
      count = Math.min(count, each.getKey().free() / each.getValue());
    }
    if (count < fewest) {
      throw AwsException.badRequest(
          "InsufficientFreeAddressesInSubnet",
          "Not enough free addresses in subnet '%s'"
              .formatted(needed.keySet().iterator().next().id()));
    }
    return (int) count;
  }

  /** Makes the instances with their interfaces, pending. */
  List<Instance> make(Region region, String clientToken) {
    String reservation = "r-" + Region.hex();
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instance instance =
          new Instance(region.identity(Kind.INSTANCE), spec, subnet, reservation, i, clientToken);
      for (Port port : ports) {
        Nic nic = port.existing();
        if (nic == null) {
          nic =
              Interfaces.create(
                  region,
                  port.subnet(),
                  port.spec().address(),
                  "interface",
                  "",
                  port.groups(),
                  port.spec().description());
          nic.tags().putAll(spec.tags().getOrDefault("network-interface", Map.of()));
        }
        instance.add(
            nic,
            Interfaces.attachment(
                instance, port.spec().deviceIndex(), port.spec().deleteOnTermination()));
      }
      instance.tags().putAll(spec.tags().getOrDefault("instance", Map.of()));
      instances.add(region.instances().add(instance));
    }
    return instances;
  }
}
