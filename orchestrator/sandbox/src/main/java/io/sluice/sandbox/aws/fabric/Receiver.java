package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * An instance that gets mirrored packets. Its counters live as long as the fabric, over all
 * rebuilds and whatever balancer sends.
 */
final class Receiver {
  /** Outer Ethernet, IPv4 and UDP headers, which a hypervisor counts too. */
  private static final int OUTER = 14 + 20 + 8;

  private final String instanceId;
  private final String ip;
  private final InetAddress address;
  private final long seed;
  private final LongAdder networkIn;
  private final Counter sent = new Counter();
  private final Counter returned = new Counter();

  Receiver(String instanceId, String ip, LongAdder networkIn) {
    this.instanceId = instanceId;
    this.ip = ip;
    this.address = Loopback.address(ip);
    this.seed = Spread.mix(((long) instanceId.hashCode() << 32) ^ ip.hashCode());
    this.networkIn = networkIn;
  }

  String instanceId() {
    return instanceId;
  }

  /** The address in the emulated cloud. */
  String ip() {
    return ip;
  }

  /** Where its process listens. */
  InetAddress address() {
    return address;
  }

  /** Rendezvous hashing: a flow goes to the receiver with the highest score. */
  long score(long flow) {
    return Spread.mix(flow ^ seed);
  }

  /**
   * @param payload bytes of UDP payload
   */
  void sent(int payload) {
    sent.add(payload);
    networkIn.add(payload + OUTER);
  }

  void returned(int payload) {
    returned.add(payload);
  }

  Count sent() {
    return sent.snapshot();
  }

  Count returned() {
    return returned.snapshot();
  }
}
