package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where packets come from. */
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
      String publicLoadBalancer,
      List<Integer> ports,
      List<String> backends,
      @Nullable String backendNetwork)
      implements Source {}

  /**
   * A frontend of a public Standard load balancer that the user owns: linked, and unlinked on
   * destroy.
   *
   * @param frontend id of a frontend ip-configuration
   */
  record Frontend(String frontend) implements Source {}

  /**
   * An instance-level public IP that the user owns: its network interface's ip-configuration is
   * linked.
   *
   * @param publicIp id of a network interface's ip-configuration
   */
  record PublicIp(String publicIp) implements Source {}
}
