package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * What the fleet's machines admit and may ask for. Groups are stateful, so answers to probes need
 * no rule of their own; Amazon's DNS, time and instance metadata are not subject to groups at all.
 *
 * @param ingress sorted
 * @param egress sorted
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html">
 *     CreateSecurityGroup</a>
 */
public record SecurityGroup(
    @Immutable(why = "a security group stays in its VPC") Ref vpc,
    List<Rule> ingress,
    List<Rule> egress)
    implements Resource {
  static final String TYPE = "AWS::EC2::SecurityGroup";

  /**
   * One rule.
   *
   * @param protocol {@code tcp}, {@code udp}, another name or number, {@code -1} for any
   * @param first port, -1 where the protocol has none
   * @param last port
   * @param peer an IPv4 or IPv6 range, or the id of a prefix list or security group
   */
  public record Rule(String protocol, int first, int last, String peer)
      implements Comparable<Rule> {
    @Override
    public String toString() {
      String ports = first == last ? Integer.toString(first) : first + "-" + last;
      return protocol.equals("-1") ? "all " + peer : protocol + " " + ports + " " + peer;
    }

    @Override
    public int compareTo(Rule other) {
      return toString().compareTo(other.toString());
    }
  }

  /** Its kind. */
  static final class Type extends AwsKind<SecurityGroup> {
    Type(Workspace at) {
      super(at, TYPE, "security group");
    }

    @Override
    public Discovery<SecurityGroup> discover() {
      return discovery(
          at.lists()
              .all(
                  "security groups",
                  () ->
                      at
                          .clients()
                          .ec2()
                          .describeSecurityGroupsPaginator()
                          .securityGroups()
                          .stream()),
          software.amazon.awssdk.services.ec2.model.SecurityGroup::groupId,
          group -> Tags.of(group.tags()),
          group ->
              new SecurityGroup(
                  Ref.existing(group.vpcId()),
                  rules(group.ipPermissions()),
                  rules(group.ipPermissionsEgress())),
          this::nameInOurVpc,
          group -> null);
    }

    /** Names are unique within a VPC only. */
    private @Nullable String nameInOurVpc(
        software.amazon.awssdk.services.ec2.model.SecurityGroup group) {
      String vpc = at.blueprint().network().vpc();
      return group.vpcId() != null && group.vpcId().equals(vpc) ? group.groupName() : null;
    }

    private static List<Rule> rules(Collection<IpPermission> permissions) {
      return permissions.stream()
          .flatMap(
              one ->
                  peers(one)
                      .map(
                          peer ->
                              new Rule(
                                  one.ipProtocol(),
                                  port(one.fromPort()),
                                  port(one.toPort()),
                                  peer)))
          .sorted()
          .toList();
    }

    private static int port(@Nullable Integer port) {
      return port == null ? -1 : port;
    }

    private static Stream<String> peers(IpPermission permission) {
      return Stream.of(
              permission.ipRanges().stream().map(range -> range.cidrIp()),
              permission.ipv6Ranges().stream().map(range -> range.cidrIpv6()),
              permission.prefixListIds().stream().map(list -> list.prefixListId()),
              permission.userIdGroupPairs().stream().map(group -> group.groupId()))
          .flatMap(peers -> peers);
    }

    private static List<IpPermission> permissions(Collection<Rule> rules) {
      return rules.stream()
          .map(
              rule -> {
                IpPermission.Builder permission =
                    IpPermission.builder().ipProtocol(rule.protocol());
                if (!rule.protocol().equals("-1")) {
                  permission.fromPort(rule.first()).toPort(rule.last());
                }
                if (rule.peer().startsWith("sg-")) {
                  permission.userIdGroupPairs(
                      UserIdGroupPair.builder().groupId(rule.peer()).build());
                } else if (rule.peer().startsWith("pl-")) {
                  permission.prefixListIds(
                      PrefixListId.builder().prefixListId(rule.peer()).build());
                } else if (rule.peer().contains(":")) {
                  permission.ipv6Ranges(Ipv6Range.builder().cidrIpv6(rule.peer()).build());
                } else {
                  permission.ipRanges(IpRange.builder().cidrIp(rule.peer()).build());
                }
                return permission.build();
              })
          .toList();
    }

    @Override
    public String create(Wanted<SecurityGroup> wanted) {
      String id = createEmpty(wanted);
      rule(id, wanted.resource());
      return id;
    }

    private String createEmpty(Wanted<SecurityGroup> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      String vpc = wanted.refs().id(wanted.resource().vpc());
      String named = resourceName(wanted);
      try {
        return ec2.createSecurityGroup(
                request ->
                    request
                        .vpcId(vpc)
                        .groupName(named)
                        .description("Appliances of Sluice blueprint " + at.blueprint().blueprint())
                        .tagSpecifications(
                            Tags.create(ResourceType.SECURITY_GROUP, wanted.tags(), named)))
            .groupId();
      } catch (Ec2Exception e) {
        if (!AwsErrors.code(e).equals("InvalidGroup.Duplicate")) {
          throw e;
        }
        return standing(vpc, named, wanted);
      }
    }

    /** Ours when an answer of the create call got lost; never taken over when not. */
    private String standing(String vpc, String named, Wanted<SecurityGroup> wanted) {
      var group =
          at
              .clients()
              .ec2()
              .describeSecurityGroups(
                  request ->
                      request.filters(
                          Filter.builder().name("vpc-id").values(vpc).build(),
                          Filter.builder().name("group-name").values(named).build()))
              .securityGroups()
              .stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      wait(
                          Failure.Type.NOT_YET,
                          "The security group `%s` is there and not listed yet.".formatted(named)));
      requireOurs(Tags.of(group.tags()), wanted, named, group.groupId());
      return group.groupId();
    }

    @Override
    public void update(Found<SecurityGroup> found, Wanted<SecurityGroup> wanted) {
      rule(found.id(), wanted.resource());
    }

    /** A fresh group lets everything out; that rule goes too. */
    private void rule(String id, SecurityGroup wanted) {
      Ec2Client ec2 = at.clients().ec2();
      var now =
          ec2.describeSecurityGroups(request -> request.groupIds(id)).securityGroups().getFirst();
      Set<Rule> addIn = without(wanted.ingress(), rules(now.ipPermissions()));
      Set<Rule> addOut = without(wanted.egress(), rules(now.ipPermissionsEgress()));
      Set<Rule> dropIn = without(rules(now.ipPermissions()), wanted.ingress());
      Set<Rule> dropOut = without(rules(now.ipPermissionsEgress()), wanted.egress());
      if (!addIn.isEmpty()) {
        ec2.authorizeSecurityGroupIngress(
            request -> request.groupId(id).ipPermissions(permissions(addIn)));
      }
      if (!addOut.isEmpty()) {
        ec2.authorizeSecurityGroupEgress(
            request -> request.groupId(id).ipPermissions(permissions(addOut)));
      }
      if (!dropIn.isEmpty()) {
        ec2.revokeSecurityGroupIngress(
            request -> request.groupId(id).ipPermissions(permissions(dropIn)));
      }
      if (!dropOut.isEmpty()) {
        ec2.revokeSecurityGroupEgress(
            request -> request.groupId(id).ipPermissions(permissions(dropOut)));
      }
    }

    private static Set<Rule> without(List<Rule> all, List<Rule> those) {
      Set<Rule> left = new TreeSet<>(all);
      left.removeAll(Set.copyOf(those));
      return left;
    }

    @Override
    public void delete(Found<SecurityGroup> found) {
      AwsErrors.gone(
          () -> at.clients().ec2().deleteSecurityGroup(request -> request.groupId(found.id())));
    }
  }
}
