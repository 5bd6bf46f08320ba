package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A security group of a VPC. */
final class SecurityGroup extends Resource {
  private final String region;
  private final Vpc vpc;
  private final String name;
  private final String description;
  private final List<SecurityGroupRule> rules = new ArrayList<>();

  SecurityGroup(Identity identity, String region, Vpc vpc, String name, String description) {
    super(Kind.SECURITY_GROUP, identity);
    this.region = region;
    this.vpc = vpc;
    this.name = name;
    this.description = description;
  }

  static Fields<SecurityGroup> fields() {
    return new Fields<SecurityGroup>()
        .one("group-id", SecurityGroup::id)
        .one("group-name", SecurityGroup::name)
        .one("description", group -> group.description)
        .one("owner-id", group -> Account.ID)
        .one("vpc-id", group -> group.vpc.id())
        .any("ip-permission.cidr", group -> texts(group.cidrs(false)))
        .any("egress.ip-permission.cidr", group -> texts(group.cidrs(true)))
        .any("ip-permission.group-id", group -> texts(group.referenced(false)))
        .any("egress.ip-permission.group-id", group -> texts(group.referenced(true)))
        .any("ip-permission.protocol", group -> texts(group.protocols(false)))
        .any("egress.ip-permission.protocol", group -> texts(group.protocols(true)))
        .any(
            "ip-permission.from-port", group -> texts(group.rules(false).map(r -> r.spec().from())))
        .any("ip-permission.to-port", group -> texts(group.rules(false).map(r -> r.spec().to())))
        .any(
            "egress.ip-permission.from-port",
            group -> texts(group.rules(true).map(r -> r.spec().from())))
        .any(
            "egress.ip-permission.to-port",
            group -> texts(group.rules(true).map(r -> r.spec().to())))
        .tags();
  }

  private static List<String> texts(Stream<?> values) {
    return values.filter(value -> value != null).map(String::valueOf).toList();
  }

  private Stream<SecurityGroupRule> rules(boolean egress) {
    return rules.stream().filter(rule -> rule.egress() == egress);
  }

  private Stream<String> cidrs(boolean egress) {
    return rules(egress).filter(r -> r.spec().kind().equals("cidrIp")).map(r -> r.spec().peer());
  }

  private Stream<String> referenced(boolean egress) {
    return rules(egress).filter(r -> r.spec().kind().equals("groupId")).map(r -> r.spec().peer());
  }

  private Stream<String> protocols(boolean egress) {
    return rules(egress).map(rule -> rule.spec().protocol());
  }

  Vpc vpc() {
    return vpc;
  }

  String name() {
    return name;
  }

  boolean isDefault() {
    return name.equals("default");
  }

  List<SecurityGroupRule> rules() {
    return rules;
  }

  /** True where one of its rules names the other group. */
  boolean refersTo(SecurityGroup other) {
    return Stream.concat(referenced(false), referenced(true)).anyMatch(other.id()::equals);
  }

  String arn() {
    return Account.arn("ec2", region, "security-group/" + id());
  }

  void writeReference(Xml xml) {
    xml.add("groupId", id()).add("groupName", name);
  }

  @Override
  void write(Xml xml) {
    xml.add("ownerId", Account.ID)
        .add("groupId", id())
        .add("groupName", name)
        .add("groupDescription", description)
        .add("vpcId", vpc.id())
        .add("securityGroupArn", arn());
    permissions(xml, "ipPermissions", false);
    permissions(xml, "ipPermissionsEgress", true);
    writeTags(xml);
  }

  /** Rules of the same protocol and ports are one permission. */
  private void permissions(Xml xml, String element, boolean egress) {
    Map<String, List<SecurityGroupRule>> permissions = new LinkedHashMap<>();
    rules(egress)
        .forEach(
            rule ->
                permissions
                    .computeIfAbsent(rule.spec().portsKey(), key -> new ArrayList<>())
                    .add(rule));
    xml.list(element, "item", permissions.values(), SecurityGroup::permission);
  }

  private static void permission(Xml xml, List<SecurityGroupRule> same) {
    SecurityGroupRule.Spec first = same.getFirst().spec();
    xml.add("ipProtocol", first.protocol()).add("fromPort", first.from()).add("toPort", first.to());
    peers(xml, "groups", "groupId", same);
    peers(xml, "ipRanges", "cidrIp", same);
    peers(xml, "ipv6Ranges", "cidrIpv6", same);
    peers(xml, "prefixListIds", "prefixListId", same);
  }

  private static void peers(Xml xml, String set, String kind, List<SecurityGroupRule> same) {
    Collection<SecurityGroupRule> peers =
        same.stream().filter(rule -> rule.spec().kind().equals(kind)).toList();
    xml.list(
        set,
        "item",
        peers,
        (item, rule) -> {
          if (kind.equals("groupId")) {
            item.add("userId", Account.ID);
          }
          item.add(kind, rule.spec().peer()).add("description", rule.spec().description());
        });
  }
}
