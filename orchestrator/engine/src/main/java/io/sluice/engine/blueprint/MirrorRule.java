package io.sluice.engine.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * One rule of a traffic mirror filter. What a rule leaves out, it does not ask for.
 *
 * @param direction as the mirrored interface sees it
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6} or a number of IANA's, or
 *     null for any
 * @param ports of the mirrored interface's own side: destination ports on ingress, source ports on
 *     egress; a port or {@code first-last}
 * @param sourcePorts a port or {@code first-last}
 * @param destinationPorts a port or {@code first-last}
 * @param sourceCidr IPv4
 * @param destinationCidr IPv4
 */
public record MirrorRule(
    @Setting("Packets that come to the mirrored interface, or that leave it.") Direction direction,
    @Setting(
            value = "The IP protocol; any when absent.",
            pattern = "tcp|udp|icmp|icmpv6|[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]",
            form = "tcp, udp, icmp, icmpv6 or a protocol number in quotes")
        @Nullable String protocol,
    @Setting(
            value =
                "Ports on the mirrored interface's own side: destination ports on ingress, source"
                    + " ports on egress.")
        @Nullable PortRange ports,
    @Setting("Source ports.") @Nullable PortRange sourcePorts,
    @Setting("Destination ports.") @Nullable PortRange destinationPorts,
    @Setting(value = "Where packets come from.", pattern = Cidr.PATTERN, form = Cidr.FORM)
        @Nullable String sourceCidr,
    @Setting(value = "Where packets go to.", pattern = Cidr.PATTERN, form = Cidr.FORM)
        @Nullable String destinationCidr) {

  /** Seen from the mirrored interface. */
  public enum Direction {
    INGRESS,
    EGRESS
  }
}
