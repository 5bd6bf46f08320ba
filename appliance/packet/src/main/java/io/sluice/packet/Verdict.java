package io.sluice.packet;

/** What a parser made of some bytes. */
public enum Verdict {
  /** Everything that was asked for is there. */
  OK,
  /** The bytes end before the header does. */
  TRUNCATED,
  /** A header contradicts itself, e.g. a header length below the minimum. */
  MALFORMED,
  /** VXLAN without its I flag: the network identifier is not valid (RFC 7348 section 5). */
  NO_VNI,
  /** Sound so far, but what follows is of a kind that is not parsed. */
  UNKNOWN
}
