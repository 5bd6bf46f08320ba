package io.sluice.engine.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * Packets that each appliance keeps on its own disk.
 *
 * @param filter in the language of pcap-filter(7) with our {@code vni N} and {@code inner
 *     PRIMITIVE}; null for all packets
 * @param slice bytes that are kept of each packet, or null for all
 * @param offload whether what is kept goes to the mailbox's {@code capture/} as well, and so
 *     outlives its machine
 */
public record Capture(
    @Setting("Which packets to keep, in tcpdump's language; without this key all of them.")
        @Nullable String filter,
    @Setting(
            value =
                "Bytes that are kept of each packet; headers of Ethernet, IPv4 and TCP take 54.",
            min = Tool.SMALLEST_SLICE,
            max = 65_535)
        @Nullable Integer slice,
    @Setting("How much each appliance keeps, and for how long.") Keep keep,
    @Setting(
            value = "Whether what is kept goes to the mailbox too, and so outlives its machine.",
            fallback = "false")
        boolean offload) {}
