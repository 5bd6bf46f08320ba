package io.sluice.engine.blueprint;

/** What mirrored packets are sent to. */
public enum MirrorTarget {
  /** A network load balancer: VXLAN, UDP 4789. */
  NETWORK_LOAD_BALANCER,
  /** A gateway load balancer, an endpoint for each zone: VXLAN inside GENEVE, UDP 6081. */
  GATEWAY_LOAD_BALANCER
}
