package io.sluice.sandbox.aws.fabric;

import java.util.Locale;

/** Why a packet was not mirrored, or its copy went no further, or a returned one was refused. */
enum Reason {
  /** The interface that it passed is not there any more. */
  INTERFACE_GONE(Stage.TAP),
  /** The interface that it passed has no session. */
  NO_SESSION(Stage.TAP),
  /** ARP, DHCP, instance metadata, NTP or Windows activation: AWS never mirrors them (TM-13). */
  NEVER_MIRRORED(Stage.TAP),
  /** To or from Amazon's resolver, and no filter has the network service (TM-13). */
  AMAZON_DNS(Stage.TAP),
  /** Neither IPv4 nor one of the protocols above. */
  NOT_IPV4(Stage.TAP),
  /** A rule of a filter rejects it and no other session takes it. */
  REJECTED(Stage.TAP),
  /** No rule of its direction matches in any filter (TM-6). */
  NO_RULE(Stage.TAP),
  /** The session's target, or what stands behind it, was deleted or runs nothing. */
  TARGET_GONE(Stage.WAY),
  /** The load balancer has no UDP listener on 4789, or no GENEVE listener (TM-10). */
  NO_LISTENER(Stage.WAY),
  /** Without cross-zone balancing, there is no target in the source's zone (TM-15). */
  NO_TARGET_IN_ZONE(Stage.WAY),
  /** The target group is empty, or all that is in it drains. */
  NO_TARGET(Stage.WAY),
  /** The flow's target was deregistered, and flows are not rebalanced (GW-7). */
  FLOW_TARGET_GONE(Stage.WAY),
  /** The operating system refused to send. */
  SEND_FAILED(Stage.WAY),
  /** A returned datagram that is not GENEVE around IPv4 as it was sent (GW-3). */
  NOT_GENEVE(Stage.RETURN),
  /** A returned flow cookie that no flow of the balancer has. */
  UNKNOWN_COOKIE(Stage.RETURN),
  /** A returned packet whose options are not those that were sent. */
  OPTIONS_CHANGED(Stage.RETURN),
  /** A returned packet that is not from its flow's target, or went to another zone's address. */
  WRONG_ADDRESSES(Stage.RETURN),
  /** A returned packet that is not, byte for byte, one that is waited for. */
  UNEXPECTED(Stage.RETURN);

  /** Where it is found. */
  enum Stage {
    TAP,
    WAY,
    RETURN
  }

  private final Stage stage;

  Reason(Stage stage) {
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  /** As it is printed: {@code no-target-in-zone}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
