package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that gets packets: an IDS, a recorder, a monitor. It has exactly one of {@code balance}
 * and {@code replicate}. What is done to a packet, in this order: filter, sample, strip, mask,
 * slice, rate.
 *
 * @param name its own in the blueprint
 * @param filter as {@link Capture#filter}; null for all packets
 * @param balance targets of which one gets a flow, both directions of it
 * @param replicate targets that get all that the tool gets
 * @param slice bytes that are sent of each packet, or null for all
 * @param mask protocols whose payload is overwritten
 * @param sample of so many flows one is sent, whole
 * @param strip what is taken off each packet
 * @param rate most that each appliance sends to all of the tool's targets, or null
 * @param health how each target is asked whether it is there, or null where only failed sends tell
 */
public record Tool(
    @Setting(
            value = "The tool's name, in counters and in status.",
            pattern = "[A-Za-z0-9._-]{1,63}",
            form = "1 to 63 letters, digits, dots, underscores and hyphens")
        String name,
    @Setting("Which packets it gets, in tcpdump's language; without this key all of them.")
        @Nullable String filter,
    @Setting(
            value = "Targets that share the flows: both directions of a flow go to one of them.",
            pattern = Target.PATTERN,
            form = Target.FORM,
            fallback = "[]")
        List<String> balance,
    @Setting(
            value = "Targets that each get every packet of the tool.",
            pattern = Target.PATTERN,
            form = Target.FORM,
            fallback = "[]")
        List<String> replicate,
    @Setting(
            value =
                "Bytes that are sent of each packet; headers of Ethernet, IPv4 and TCP take 54.",
            min = SMALLEST_SLICE,
            max = 65_535)
        @Nullable Integer slice,
    @Setting(
            value = "Protocols whose payload is overwritten with zeros; lengths stay.",
            fallback = "[]")
        List<Mask> mask,
    @Setting(
            value = "Of so many flows the tool gets one, with all of its packets; 1 is every flow.",
            min = 1,
            max = 1_000_000,
            fallback = "1")
        int sample,
    @Setting(
            value = "What is taken off: VLAN tags, or all tunnels around the innermost packet.",
            fallback = "[]")
        List<Strip> strip,
    @Setting("Most that each appliance sends to the tool, such as 200 Mbps.")
        @Nullable DataRate rate,
    @Setting("How each target is asked whether it is there; one that is not gets nothing.")
        @Nullable ToolHealth health) {
  /** Ethernet, IPv4 and TCP, without any option. */
  static final int SMALLEST_SLICE = 54;

  /** Most targets. */
  static final int MOST_TARGETS = 64;

  /** A slower rate would never let a whole packet through. */
  static final DataRate SLOWEST = new DataRate(8_000);

  /** What to overwrite: known by port, and by how a message begins. */
  public enum Mask {
    /** All of TCP. */
    TCP,
    /** All of UDP. */
    UDP,
    /** Queries and answers. */
    DNS,
    /** Requests and answers in clear text. */
    HTTP,
    /** Records of TLS, and QUIC. */
    TLS,
    /** Call signalling. */
    SIP,
    /** Mail on its way. */
    SMTP
  }

  /** What to take off. */
  public enum Strip {
    /** Tags of IEEE 802.1Q and 802.1ad. */
    VLAN,
    /** Tunnels inside the packet. */
    TUNNEL
  }
}
