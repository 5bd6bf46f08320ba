package io.sluice.sandbox.aws.fabric;

/**
 * What a balancer knows a flow by. Fields that its stickiness does not look at are 0.
 *
 * @param way the gateway endpoint that it came through, or empty
 */
record FlowKey(String way, int one, int onePort, int other, int otherPort, int protocol) {
  /** The same for both directions: a gateway load balancer sees both. */
  static FlowKey symmetric(
      String way, int source, int sourcePort, int destination, int destinationPort, int protocol) {
    boolean swap =
        Integer.compareUnsigned(source, destination) > 0
            || (source == destination && sourcePort > destinationPort);
    return swap
        ? new FlowKey(way, destination, destinationPort, source, sourcePort, protocol)
        : new FlowKey(way, source, sourcePort, destination, destinationPort, protocol);
  }

  long spread() {
    long hash = Spread.mix(((long) one << 32) | (other & 0xffff_ffffL));
    hash = Spread.mix(hash ^ (((long) onePort << 32) | ((long) otherPort << 8) | protocol));
    return way.isEmpty() ? hash : Spread.mix(hash ^ way.hashCode());
  }
}
