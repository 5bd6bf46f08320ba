package io.sluice.sandbox.aws.cloud;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A traffic mirror session with all that it refers to.
 *
 * @param sourceEni whose packets are mirrored
 * @param number 1 to 32766; the lowest one of an interface that wants a packet gets it (TM-4)
 * @param packetLength bytes of each packet, or null for all
 * @param rules of its filter
 * @param amazonDns whether the filter has the network service {@code amazon-dns}
 * @param targetKind what {@code target} is
 * @param target an interface's id, a network load balancer's ARN or a gateway endpoint's id
 */
public record MirrorSession(
    String id,
    String region,
    String sourceEni,
    int number,
    int vni,
    @Nullable Integer packetLength,
    List<MirrorRule> rules,
    boolean amazonDns,
    TargetKind targetKind,
    String target) {

  /** What a traffic mirror target is made of. */
  public enum TargetKind {
    NETWORK_INTERFACE,
    NETWORK_LOAD_BALANCER,
    GATEWAY_LOAD_BALANCER_ENDPOINT
  }
}
