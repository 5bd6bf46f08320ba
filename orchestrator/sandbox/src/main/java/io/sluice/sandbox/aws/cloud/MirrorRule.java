package io.sluice.sandbox.aws.cloud;

import org.jspecify.annotations.Nullable;

/**
 * A traffic mirror filter rule.
 *
 * @param ingress seen from the mirrored interface; else egress
 * @param number lower ones are asked first
 * @param accept else reject
 * @param protocol IANA's number, or null for any
 * @param sourcePorts or null for any
 */
public record MirrorRule(
    boolean ingress,
    int number,
    boolean accept,
    @Nullable Integer protocol,
    String sourceCidr,
    String destinationCidr,
    @Nullable Ports sourcePorts,
    @Nullable Ports destinationPorts) {

  /** From first to last, both included. */
  public record Ports(int from, int to) {}
}
