package io.sluice.aws;

import org.jspecify.annotations.Nullable;

/**
 * A network interface that the blueprint's sources mean, as the cloud describes it.
 *
 * @param type {@code interface} for an ordinary one
 * @param zone the availability zone's name, or null where AWS does not say
 * @param ipv4 whether it has an IPv4 address (TM-13: an IPv6-only subnet cannot be mirrored)
 * @param instance it is attached to, or null
 * @param instanceType of that instance, or null where unknown
 * @param stack the Sluice blueprint whose appliance the instance is, or null
 * @param named whether the blueprint names the interface, its instance or its subnet, rather than a
 *     tag
 */
record Candidate(
    String id,
    String type,
    String vpc,
    String subnet,
    @Nullable String zone,
    boolean ipv4,
    @Nullable String instance,
    @Nullable String instanceType,
    @Nullable String stack,
    boolean named) {

  /** The same, meant by a name too. */
  Candidate or(Candidate other) {
    return named || !other.named ? this : other;
  }

  /** For a person: the interface, and the instance that it belongs to. */
  String shown() {
    return instance == null ? "`" + id + "`" : "`" + id + "` of `" + instance + "`";
  }
}
