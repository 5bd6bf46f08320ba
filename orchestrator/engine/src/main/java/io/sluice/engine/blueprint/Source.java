package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where packets come from. The first component's name tells the kinds apart. */
public sealed interface Source {

  /**
   * A public load balancer of ours, created and chained to the gateway.
   *
   * @param publicLoadBalancer its name within the blueprint
   * @param ports TCP ports that it serves, 1 to 65535
   * @param backends IPv4 addresses of the servers behind it
   * @param backendNetwork id of the virtual network the backends are in; the fleet's own when
   *     absent
   */
  record PublicLoadBalancer(
      @Setting(
              value = "Name, within this blueprint, of a public load balancer that is created.",
              pattern = "[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?",
              form = "1 to 40 of a-z, 0-9 and -, starting with a letter and not ending with -")
          String publicLoadBalancer,
      @Setting(value = "TCP ports that it serves.", min = 1, max = 65_535) List<Integer> ports,
      @Setting(
              value = "IPv4 addresses of the servers behind it.",
              pattern = Cidr.ADDRESS_PATTERN,
              form = "an IPv4 address such as 10.40.2.4")
          List<String> backends,
      @Setting("The id of the virtual network the backends are in, if not the fleet's own.")
          @Nullable String backendNetwork)
      implements Source {}

  /**
   * A frontend of a public Standard load balancer that the user owns: linked, and unlinked on
   * destroy.
   *
   * @param frontend id of a frontend ip-configuration
   */
  record Frontend(
      @Setting("The frontend ip-configuration's id of a public load balancer that you own.")
          String frontend)
      implements Source {}

  /**
   * An instance-level public IP that the user owns: its network interface's ip-configuration is
   * linked.
   *
   * @param publicIp id of a network interface's ip-configuration
   */
  record PublicIp(
      @Setting("The id of a network interface's ip-configuration, with a public IP, that you own.")
          String publicIp)
      implements Source {}

  /**
   * Instances in AWS: all their network interfaces are mirrored.
   *
   * @param instances which
   */
  record Instances(
      @Setting("In AWS: instances, by tags or ids, all of whose interfaces are mirrored.")
          InstanceSelector instances)
      implements Source {}

  /**
   * Network interfaces in AWS.
   *
   * @param interfaces their ids
   */
  record Interfaces(
      @Setting(
              value = "In AWS: ids of network interfaces that are mirrored.",
              pattern = "eni-[0-9a-f]{8,17}",
              form = "a network interface's id such as eni-0123456789abcdef0")
          List<String> interfaces)
      implements Source {}

  /**
   * Subnets in AWS: every instance's interface in them is mirrored, now and as they come.
   *
   * @param subnets their ids
   */
  record Subnets(
      @Setting(
              value = "In AWS: ids of subnets all of whose instances' interfaces are mirrored.",
              pattern = "subnet-[0-9a-f]{8,17}",
              form = "a subnet's id such as subnet-0123456789abcdef0")
          List<String> subnets)
      implements Source {}
}
