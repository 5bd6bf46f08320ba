package io.sluice.node.broker;

import java.util.Locale;

/**
 * Whose payload a tool must not see: every byte after the innermost packet's TCP or UDP header is
 * overwritten with zero. Lengths stay. The transport checksum is brought up to date by the
 * difference (RFC 1624), so that a right one stays right and a wrong one wrong; that of a
 * fragmented packet stands in its first fragment and cannot follow what is overwritten in the
 * others.
 *
 * <p>{@link #TCP} and {@link #UDP} are the sure ones. The others are known by the ports below, in
 * either direction, and on any port by how a message begins; a worker remembers the flows in which
 * it has seen one begin, as many as a table of fixed size holds.
 */
public enum Mask {
  /** All of TCP. */
  TCP,
  /** All of UDP. */
  UDP,
  /** UDP and TCP ports 53, 5353 and 5355. */
  DNS,
  /** TCP ports 80, 8000, 8080, 8888 and 3128, and what begins like a request or an answer. */
  HTTP,
  /**
   * TCP ports 443, 465, 636, 853, 989, 990, 992, 993, 995, 5061 and 8443, UDP port 443 (QUIC) and
   * 853, and what begins like a record of a handshake.
   */
  TLS,
  /** UDP and TCP ports 5060 and 5061, and what begins like a request or an answer. */
  SIP,
  /** TCP ports 25, 465 and 587. */
  SMTP;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Its name in configs, e.g. {@code http}. */
  public String label() {
    return label;
  }

  /** Its place among bits that leave this process nowhere. */
  @SuppressWarnings("EnumOrdinal")
  int bit() {
    return 1 << ordinal();
  }
}
