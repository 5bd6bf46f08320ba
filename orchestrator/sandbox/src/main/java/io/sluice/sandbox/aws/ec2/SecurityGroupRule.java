package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import org.jspecify.annotations.Nullable;

/** One rule of a security group. */
final class SecurityGroupRule extends Resource {
  /**
   * What it says.
   *
   * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, a number, or {@code -1}
   *     for any
   * @param kind what the peer is: {@code cidrIp}, {@code cidrIpv6}, {@code groupId} or {@code
   *     prefixListId}
   */
  record Spec(
      String protocol,
      @Nullable Integer from,
      @Nullable Integer to,
      String kind,
      String peer,
      @Nullable String description) {
    String portsKey() {
      return protocol + " " + from + "-" + to;
    }

    /** A rule is the same whatever its description says. */
    boolean isSameAs(Spec other) {
      return portsKey().equals(other.portsKey())
          && kind.equals(other.kind)
          && peer.equals(other.peer);
    }
  }

  private final SecurityGroup group;
  private final boolean egress;
  private final Spec spec;

  SecurityGroupRule(Identity identity, SecurityGroup group, boolean egress, Spec spec) {
    super(Kind.SECURITY_GROUP_RULE, identity);
    this.group = group;
    this.egress = egress;
    this.spec = spec;
  }

  static Fields<SecurityGroupRule> fields() {
    return new Fields<SecurityGroupRule>()
        .one("security-group-rule-id", SecurityGroupRule::id)
        .one("group-id", rule -> rule.group.id())
        .tags();
  }

  SecurityGroup group() {
    return group;
  }

  boolean egress() {
    return egress;
  }

  Spec spec() {
    return spec;
  }

  @Override
  void write(Xml xml) {
    xml.add("securityGroupRuleId", id())
        .add("groupId", group.id())
        .add("groupOwnerId", Account.ID)
        .add("isEgress", egress)
        .add("ipProtocol", spec.protocol())
        .add("fromPort", spec.from() == null ? Integer.valueOf(-1) : spec.from())
        .add("toPort", spec.to() == null ? Integer.valueOf(-1) : spec.to());
    switch (spec.kind()) {
      case "cidrIp" -> xml.add("cidrIpv4", spec.peer());
      case "groupId" ->
          xml.add(
              "referencedGroupInfo",
              info -> info.add("groupId", spec.peer()).add("userId", Account.ID));
      default -> xml.add(spec.kind(), spec.peer());
    }
    xml.add("description", spec.description());
    writeTags(xml);
  }
}
