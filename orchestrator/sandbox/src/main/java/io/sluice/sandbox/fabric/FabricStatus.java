package io.sluice.sandbox.fabric;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fabric at one moment.
 *
 * @param openFlows conversations under way
 * @param drops packets that went no further, by reason, since the start
 */
public record FabricStatus(
    List<FrontendStatus> frontends,
    List<GatewayStatus> gateways,
    int openFlows,
    Map<String, Long> drops) {

  /**
   * A public address.
   *
   * @param name of the load balancer or network interface
   * @param gateway name of the gateway load balancer it is chained to, or null
   * @param ports that its rules serve, 0 for all
   */
  public record FrontendStatus(
      String id,
      String name,
      String publicIp,
      @Nullable String gateway,
      List<Integer> ports,
      List<BackendStatus> backends) {}

  /** A server behind a public load balancer. */
  public record BackendStatus(String name, String ip, Health health) {}

  /** A gateway load balancer's frontend. */
  public record GatewayStatus(String id, String name, String ip, List<TargetStatus> targets) {}

  /**
   * An appliance behind a gateway.
   *
   * @param ip in the emulated cloud
   * @param address on this machine
   */
  public record TargetStatus(
      String name,
      String ip,
      String address,
      Health health,
      TunnelCount external,
      TunnelCount internal) {}
}
