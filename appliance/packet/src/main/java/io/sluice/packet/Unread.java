package io.sluice.packet;

/**
 * Why a {@link Decoder} went no deeper into a packet. Each packet ends with exactly one of these,
 * so that a caller who counts them has a reason for every packet.
 */
public enum Unread {
  /** Nothing was left unread: the innermost transport protocol was reached. */
  NOTHING(Verdict.OK),
  /** The captured bytes end before a header does, e.g. through a snap length. */
  CUT(Verdict.TRUNCATED),
  /** The packet itself, as it was on the wire, ends before a header does. */
  SHORT(Verdict.MALFORMED),
  /** A header contradicts itself, e.g. a header length below the minimum. */
  CONTRADICTION(Verdict.MALFORMED),
  /** The link type is of a kind that carries no IP, or is not read. */
  LINK_TYPE(Verdict.UNKNOWN),
  /** What the link or a tunnel carries is not IP, e.g. ARP, LLDP or a control message. */
  NOT_IP(Verdict.UNKNOWN),
  /** Encrypted or compressed. */
  SEALED(Verdict.UNKNOWN),
  /** A part of an IP packet that was not put together. */
  FRAGMENT(Verdict.UNKNOWN),
  /** More layers than any sound packet has. */
  TOO_DEEP(Verdict.UNKNOWN);

  private final Verdict verdict;

  Unread(Verdict verdict) {
    this.verdict = verdict;
  }

  /** What {@link Decoder#decode} returns when no transport header was found for this reason. */
  public Verdict verdict() {
    return verdict;
  }
}
