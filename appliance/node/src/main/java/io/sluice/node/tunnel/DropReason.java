package io.sluice.node.tunnel;

import java.util.Locale;

/**
 * Why a datagram went no further. Each received datagram is forwarded, observed, or counted under
 * one.
 */
public enum DropReason {
  /** Too short for the headers that the tunnel's datagrams have. */
  SHORT_DATAGRAM,
  /** The VXLAN header's I flag is not set. */
  NOT_VXLAN,
  /** The network identifier is not the tunnel's. */
  BAD_VNI,
  /** GENEVE of another version, or its options contradict their lengths. */
  NOT_GENEVE,
  /** GENEVE's O bit: for the tunnel's end itself, not to be forwarded (RFC 8926 section 3.4). */
  CONTROL_PACKET,
  /** GENEVE with an option that must be understood and is not (RFC 8926 section 3.4). */
  CRITICAL_OPTION,
  /** Sound GENEVE, but what is inside is not a mirror session's VXLAN. */
  NOT_MIRRORED,
  /** Longer than the receive buffer, so its end was lost. */
  TRUNCATED,
  /** Sent by this very appliance; forwarding it would never end. */
  OWN_DATAGRAM,
  /** The kernel refused to send it. */
  SEND_FAILED,
  /** The kernel took no more for so long that the send queue filled up. */
  SEND_QUEUE_FULL,
  /** A fault of ours; the log says which. */
  INTERNAL_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Its name in metrics and status, e.g. {@code bad-vni}. */
  public String label() {
    return label;
  }
}
