package io.sluice.sandbox.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.net.InetAddress;

/**
 * A member of a backend pool: an appliance behind the gateway or a server behind a public load
 * balancer. It lives as long as the member does, over all rebuilds of the topology.
 */
final class Target {
  /** Outer Ethernet, IPv4 and UDP headers, which a hypervisor counts too. */
  private static final int OUTER = 14 + 20 + 8;

  private final String name;
  private final String ip;
  private final InetAddress address;
  private final long seed;
  final TunnelCounters external = new TunnelCounters();
  final TunnelCounters internal = new TunnelCounters();

  Target(String name, String ip) {
    this.name = name;
    this.ip = ip;
    this.address = Loopback.address(ip);
    this.seed = ((long) name.hashCode() << 32) ^ ip.hashCode();
  }

  String name() {
    return name;
  }

  /** The address in the emulated cloud. */
  String ip() {
    return ip;
  }

  /** Where its process listens. */
  InetAddress address() {
    return address;
  }

  /** Rendezvous hashing: the flow goes to the target with the highest score. */
  long score(FlowKey key) {
    return key.spread(seed);
  }

  TunnelCounters tunnel(boolean isExternal) {
    return isExternal ? external : internal;
  }

  /** Bytes into the machine as its hypervisor counts them. */
  long networkIn() {
    TunnelCount out = external.snapshot();
    TunnelCount in = internal.snapshot();
    return out.sentBytes() + in.sentBytes() + OUTER * (out.sentPackets() + in.sentPackets());
  }
}
