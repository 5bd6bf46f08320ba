package io.sluice.sandbox.fabric;

import java.util.Locale;

/** Why the fabric let a packet go no further. */
public enum Drop {
  /** The frontend was deleted while its flow was running. */
  FRONTEND_GONE,
  /** No load-balancing rule of the frontend has this protocol and port. */
  NO_RULE,
  /** The gateway has no two tunnels, no HA-ports rule, or its tunnel ports could not be bound. */
  GATEWAY_INCOMPLETE,
  /** No appliance behind the gateway answers its probe. */
  NO_HEALTHY_TARGET,
  /** No server behind the public load balancer answers its probe. */
  NO_HEALTHY_BACKEND,
  /** The operating system refused to send. */
  SEND_FAILED,
  /** A datagram on a tunnel port that is no VXLAN with the I flag. */
  NOT_VXLAN,
  /** A datagram whose network identifier is not the tunnel's. */
  BAD_VNI,
  /** A datagram from an address that is no target of the gateway. */
  UNKNOWN_SENDER,
  /** The inner packet is no IPv4. */
  NOT_IPV4,
  /** A returned packet of a flow that nobody has open. */
  UNKNOWN_FLOW,
  /** A returned packet that is not, byte for byte, one that was sent, or comes a second time. */
  UNEXPECTED;

  /** As it is printed: {@code no-healthy-target}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
