package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How packets are mirrored from their sources into the fleet (VPC Traffic Mirroring).
 *
 * @param vni of the mirrored packets' VXLAN header, 24 bits (RFC 7348); unique per stack (TM-5)
 * @param accept rules; none at all means every packet both ways
 * @param reject rules that come before those of {@code accept}
 * @param dns whether queries to Amazon's DNS servers are mirrored too
 * @param packetLength bytes of each packet that are mirrored, or null for all of it (TM-8)
 * @param crossZone whether packets of one zone may go to appliances in another (TM-15, GW-10)
 * @param probe how the load balancer asks an appliance whether it is ready
 */
public record Mirror(
    @Setting("What mirrored packets are sent to.") MirrorTarget target,
    @Setting(
            value = "The VXLAN network identifier of this stack's mirrored packets.",
            min = 0,
            max = 16_777_215)
        int vni,
    @Setting(
            value = "Rules for packets to mirror; every packet, both ways, when there is none.",
            fallback = "[]")
        List<MirrorRule> accept,
    @Setting(value = "Rules for packets not to mirror; they come first.", fallback = "[]")
        List<MirrorRule> reject,
    @Setting(value = "Whether queries to Amazon's DNS servers are mirrored.", fallback = "false")
        boolean dns,
    @Setting(
            value = "Bytes of each packet that are mirrored; whole packets when absent.",
            min = 1,
            max = 8500)
        @Nullable Integer packetLength,
    @Setting(
            value = "Whether packets of one zone may go to appliances in another.",
            fallback = "true")
        boolean crossZone,
    @Setting(value = "How an appliance is asked whether it is ready.", fallback = "{interval: 10s}")
        Probe probe) {}
