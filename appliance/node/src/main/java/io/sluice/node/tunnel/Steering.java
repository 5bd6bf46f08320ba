package io.sluice.node.tunnel;

/**
 * Which of several workers gets a datagram: always the same one for both directions of an inner
 * flow.
 *
 * @param encapsulation of the tunnels
 * @param workers how many there are
 */
public record Steering(Inside inside, int workers) {

  /** Where a datagram's inner packet is found. */
  enum Inside {
    VXLAN,
    GENEVE,
    VXLAN_IN_GENEVE
  }
}
