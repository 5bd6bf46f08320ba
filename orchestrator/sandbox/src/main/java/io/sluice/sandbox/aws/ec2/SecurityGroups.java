package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.ec2.SecurityGroupRule.Spec;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Security groups and their rules. */
final class SecurityGroups {
  private static final int MOST_RULES = 60;

  private SecurityGroups() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateSecurityGroup", SecurityGroups::create);
    actions.put("DeleteSecurityGroup", SecurityGroups::delete);
    actions.put("DescribeSecurityGroups", SecurityGroups::describe);
    actions.put("AuthorizeSecurityGroupIngress", call -> authorize(call, false));
    actions.put("AuthorizeSecurityGroupEgress", call -> authorize(call, true));
    actions.put("RevokeSecurityGroupIngress", call -> revoke(call, false));
    actions.put("RevokeSecurityGroupEgress", call -> revoke(call, true));
    actions.put(
        "DescribeSecurityGroupRules",
        new Listing<>(
            "SecurityGroupRuleId",
            "securityGroupRuleSet",
            Region::groupRules,
            SecurityGroupRule.fields()));
  }

  /**
   * Everything to or from a peer.
   *
   * @param group id of the peer's group, or empty for everybody
   */
  static void open(Region region, SecurityGroup of, boolean egress, String group) {
    Spec spec =
        group.isEmpty()
            ? new Spec("-1", null, null, "cidrIp", "0.0.0.0/0", null)
            : new Spec("-1", null, null, "groupId", group, null);
    add(region, of, egress, spec);
  }

  private static SecurityGroupRule add(
      Region region, SecurityGroup group, boolean egress, Spec spec) {
    SecurityGroupRule rule =
        new SecurityGroupRule(region.identity(Kind.SECURITY_GROUP_RULE), group, egress, spec);
    group.rules().add(rule);
    return region.groupRules().add(rule);
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    String name = call.in().require("GroupName");
    String description = call.in().require("GroupDescription");
    Vpc vpc =
        call.find(region.vpcs(), "VpcId")
            .orElseThrow(
                () -> AwsException.badRequest("VPCIdNotSpecified", "No default VPC for this user"));
    if (name.startsWith("sg-") || name.length() > 255) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Value (%s) for parameter GroupName is invalid. Group names may not be in the format sg-*."
              .formatted(name));
    }
    if (description.length() > 255) {
      throw AwsException.badRequest(
          "InvalidParameterValue", "Description is longer than 255 characters");
    }
    if (region.groups().all().stream()
        .anyMatch(group -> group.vpc().equals(vpc) && group.name().equals(name))) {
      throw AwsException.badRequest(
          "InvalidGroup.Duplicate",
          "The security group '%s' already exists for VPC '%s'".formatted(name, vpc.id()));
    }
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.SECURITY_GROUP);
    SecurityGroup group =
        region
            .groups()
            .add(
                new SecurityGroup(
                    region.identity(Kind.SECURITY_GROUP), region.name(), vpc, name, description));
    group.tags().putAll(tags);
    open(region, group, true, "");
    return xml -> {
      xml.add("return", true).add("groupId", group.id()).add("securityGroupArn", group.arn());
      group.writeTags(xml);
    };
  }

  private static Consumer<Xml> delete(Call call) {
    Region region = call.region();
    SecurityGroup group = group(call);
    if (group.isDefault()) {
      throw AwsException.badRequest(
          "CannotDelete",
          "the specified group: \"%s\" name: \"default\" cannot be deleted by a user"
              .formatted(group.id()));
    }
    boolean inUse =
        region.nics().all().stream().anyMatch(nic -> nic.groups().contains(group))
            || region.groups().all().stream()
                .anyMatch(other -> !other.equals(group) && other.refersTo(group));
    if (inUse) {
      throw AwsException.badRequest(
          "DependencyViolation", "resource %s has a dependent object".formatted(group.id()));
    }
    group.rules().forEach(region.groupRules()::remove);
    region.groups().remove(group);
    return xml -> xml.add("return", true).add("groupId", group.id());
  }

  private static Consumer<Xml> describe(Call call) {
    List<String> names = call.in().texts("GroupName");
    for (String name : names) {
      if (region(call).noneMatch(group -> group.name().equals(name))) {
        throw AwsException.badRequest(
            "InvalidGroup.NotFound", "The security group '" + name + "' does not exist");
      }
    }
    Listing<SecurityGroup> listing =
        new Listing<>("GroupId", "securityGroupInfo", Region::groups, SecurityGroup.fields());
    Page<SecurityGroup> page =
        listing.page(
            call.in(),
            call.region().groups(),
            group -> names.isEmpty() || names.contains(group.name()));
    return listing.answer(page);
  }

  private static Stream<SecurityGroup> region(Call call) {
    return call.region().groups().all().stream();
  }

  private static SecurityGroup group(Call call) {
    Optional<SecurityGroup> byId = call.find(call.region().groups(), "GroupId");
    if (byId.isPresent()) {
      return byId.get();
    }
    String name =
        call.in()
            .text("GroupName")
            .orElseThrow(
                () ->
                    AwsException.badRequest(
                        "MissingParameter", "The request must contain the parameter GroupId"));
    return region(call)
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Kind.SECURITY_GROUP.notFound(name));
  }

  private static Consumer<Xml> authorize(Call call, boolean egress) {
    SecurityGroup group = group(call);
    List<Spec> specs = specs(call, group);
    if (specs.isEmpty()) {
      throw AwsException.badRequest(
          "MissingParameter", "Either 'ipPermissions' or 'ipProtocol' should be specified");
    }
    Set<String> seen = new HashSet<>();
    for (Spec spec : specs) {
      if (!seen.add(spec.portsKey() + spec.kind() + spec.peer())) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "The same permission must not appear multiple times");
      }
      if (group.rules().stream()
          .anyMatch(rule -> rule.egress() == egress && rule.spec().isSameAs(spec))) {
        throw AwsException.badRequest(
            "InvalidPermission.Duplicate",
            "the specified rule \"peer: %s, %s, from port: %s, to port: %s, ALLOW\" already exists"
                .formatted(spec.peer(), spec.protocol(), spec.from(), spec.to()));
      }
    }
    long there = group.rules().stream().filter(rule -> rule.egress() == egress).count();
    if (there + specs.size() > MOST_RULES) {
      throw AwsException.badRequest(
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.SECURITY_GROUP_RULE);
    List<SecurityGroupRule> added = new ArrayList<>();
    for (Spec spec : specs) {
      SecurityGroupRule rule = add(call.region(), group, egress, spec);
      rule.tags().putAll(tags);
      added.add(rule);
    }
    return xml ->
        xml.add("return", true)
            .list("securityGroupRuleSet", "item", added, (item, rule) -> rule.write(item));
  }

  private static Consumer<Xml> revoke(Call call, boolean egress) {
    SecurityGroup group = group(call);
    List<SecurityGroupRule> gone = new ArrayList<>();
    for (String id : call.in().texts("SecurityGroupRuleId")) {
      SecurityGroupRule rule = call.region().groupRules().get(id);
      if (!rule.group().equals(group) || rule.egress() != egress) {
        throw Kind.SECURITY_GROUP_RULE.notFound(id);
      }
      gone.add(rule);
    }
    for (Spec spec : specs(call, group)) {
      gone.add(
          group.rules().stream()
              .filter(rule -> rule.egress() == egress && rule.spec().isSameAs(spec))
              .findFirst()
              .orElseThrow(
                  () ->
                      AwsException.badRequest(
                          "InvalidPermission.NotFound",
                          "The specified rule does not exist in this security group.")));
    }
    for (SecurityGroupRule rule : gone) {
      group.rules().remove(rule);
      call.region().groupRules().remove(rule);
    }
    return xml -> xml.add("return", true);
  }

  /** {@code IpPermissions}, or the one permission of a request in the old form. */
  private static List<Spec> specs(Call call, SecurityGroup group) {
    List<Spec> specs = new ArrayList<>();
    for (Params permission : call.in().list("IpPermissions")) {
      specs.addAll(peers(call.region(), permission));
    }
    if (call.in().has("CidrIp")) {
      specs.add(spec(call.in(), "cidrIp", cidr(call.in().text("CidrIp", "")), Optional.empty()));
    } else if (call.in().has("SourceSecurityGroupName")) {
      specs.add(spec(call.in(), "groupId", group.id(), Optional.empty()));
    }
    return specs;
  }

  private static List<Spec> peers(Region region, Params in) {
    List<Spec> specs = new ArrayList<>();
    for (Params range : in.list("IpRanges")) {
      specs.add(spec(in, "cidrIp", cidr(range.require("CidrIp")), range.text("Description")));
    }
    for (Params range : in.list("Ipv6Ranges")) {
      specs.add(spec(in, "cidrIpv6", range.require("CidrIpv6"), range.text("Description")));
    }
    for (Params range : in.list("PrefixListIds")) {
      specs.add(spec(in, "prefixListId", range.require("PrefixListId"), range.text("Description")));
    }
    for (Params other : in.list("Groups")) {
      SecurityGroup peer = region.groups().get(other.require("GroupId"));
      specs.add(spec(in, "groupId", peer.id(), other.text("Description")));
    }
    return specs;
  }

  private static String cidr(String text) {
    return Cidr.find(text)
        .map(Cidr::toString)
        .orElseThrow(
            () ->
                AwsException.badRequest(
                    "InvalidParameterValue", "CIDR block " + text + " is malformed"));
  }

  private static Spec spec(Params in, String kind, String peer, Optional<String> description) {
    String protocol =
        switch (in.require("IpProtocol")) {
          case "6" -> "tcp";
          case "17" -> "udp";
          case "1" -> "icmp";
          case "58" -> "icmpv6";
          case "all" -> "-1";
          default -> in.require("IpProtocol");
        };
    if (!protocol.matches("tcp|udp|icmp|icmpv6|-1|[0-9]{1,3}")) {
      throw AwsException.badRequest(
          "InvalidPermission.Malformed", "Unsupported IP protocol \"" + protocol + "\"");
    }
    if (protocol.equals("-1")) {
      return new Spec(protocol, null, null, kind, peer, description.orElse(null));
    }
    Integer from = in.number("FromPort").orElse(null);
    Integer to = in.number("ToPort").orElse(null);
    if (protocol.matches("tcp|udp")) {
      if (from == null || to == null) {
        throw AwsException.badRequest(
            "InvalidParameterValue",
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
      }
      if (from < 0 || to > 65_535 || from > to) {
        throw AwsException.badRequest(
            "InvalidParameterValue",
            "Invalid value '%d-%d' for portRange. Ports are 0 to 65535, from the lower one."
                .formatted(from, to));
      }
    }
    return new Spec(protocol, from, to, kind, peer, description.orElse(null));
  }
}
