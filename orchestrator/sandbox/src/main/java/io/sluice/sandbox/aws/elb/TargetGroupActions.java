package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Target groups: made, shown, changed and deleted. */
final class TargetGroupActions {
  private static final int GENEVE_PORT = 6081;
  private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "TCP_UDP", "GENEVE");

  private final State state;

  TargetGroupActions(State state) {
    this.state = state;
  }

  Map<String, Action> actions() {
    return Map.of(
        "CreateTargetGroup", state.changing(this::create),
        "DescribeTargetGroups", this::describe,
        "DeleteTargetGroup", state.changing(this::delete),
        "ModifyTargetGroup", state.changing(this::modify),
        "DescribeTargetGroupAttributes", this::describeAttributes,
        "ModifyTargetGroupAttributes", state.changing(this::modifyAttributes));
  }

  private void create(Caller caller, Params in, Xml out) {
    Group.Settings settings = settings(in);
    HealthCheck check = HealthCheck.create(in, settings.geneve());
    Map<String, String> tags = Tags.of(in);
    Inventory all = state.of(caller.region());
    Optional<Group> same = all.groupNamed(settings.name());
    if (same.isPresent()) {
      if (!same.get().sameAs(settings, check) || !same.get().tags().equals(tags)) {
        throw AwsException.badRequest(
            "DuplicateTargetGroupName",
            "A target group with the same name '%s' exists, but with different settings"
                .formatted(settings.name()));
      }
      write(out, all, same.get());
      return;
    }
    Limits.check(all.groups.size(), Limits.TARGET_GROUPS, "TooManyTargetGroups", "target groups");
    Limits.check(
        settings.geneve()
            ? all.groups.values().stream().filter(each -> each.settings().geneve()).count()
            : 0,
        Limits.GENEVE_TARGET_GROUPS,
        "TooManyTargetGroups",
        "GENEVE target groups");
    Group made =
        new Group(
            Arns.group(caller.region(), settings.name()),
            caller.region(),
            settings,
            check,
            Attributes.ofGroup(settings),
            tags);
    all.groups.put(made.arn(), made);
    write(out, all, made);
  }

  private static Group.Settings settings(Params in) {
    String name = Check.name("Target group", Check.required(in, "Name"));
    String type = in.text("TargetType", "instance");
    if (!Set.of("instance", "ip").contains(type)) {
      throw Check.configuration(
          "Target type '%s' is not supported here: only 'instance' and 'ip' are".formatted(type));
    }
    String protocol =
        in.text("Protocol").orElseThrow(() -> Check.invalid("A protocol must be specified"));
    if (!PROTOCOLS.contains(protocol)) {
      throw Check.configuration(
          "Target group protocol '%s' is not supported here: only 'TCP', 'UDP', 'TCP_UDP' and"
                  .formatted(protocol)
              + " 'GENEVE' are");
    }
    int port =
        Check.port(in.number("Port").orElseThrow(() -> Check.invalid("A port must be specified")));
    if (protocol.equals("GENEVE") && port != GENEVE_PORT) {
      throw Check.invalid("GENEVE protocol must use port '%d'".formatted(GENEVE_PORT));
    }
    String vpc = in.text("VpcId").orElseThrow(() -> Check.invalid("A VPC ID must be specified"));
    if (!vpc.matches("vpc-[0-9a-f]+")) {
      throw Check.invalid("The VPC ID '%s' is not found".formatted(vpc));
    }
    if (in.text("HealthCheckEnabled", "true").equals("false")) {
      throw Check.configuration(
          "Health check enabled must be true for target groups with target type '%s'"
              .formatted(type));
    }
    return new Group.Settings(name, protocol, port, vpc, type);
  }

  private void describe(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    List<String> arns = in.texts("TargetGroupArns");
    List<String> names = in.texts("Names");
    Optional<LoadBalancer> balancer = in.text("LoadBalancerArn").map(all::balancer);
    if ((arns.isEmpty() ? 0 : 1) + (names.isEmpty() ? 0 : 1) + (balancer.isEmpty() ? 0 : 1) > 1) {
      throw Check.invalid(
          "Only one of load balancer ARN, target group ARNs and target group names can be given");
    }
    arns.forEach(all::group);
    if (names.stream().anyMatch(name -> all.groupNamed(name).isEmpty())) {
      throw AwsException.badRequest("TargetGroupNotFound", "One or more target groups not found");
    }
    List<Group> chosen =
        Inventory.chosen(all.groups.values(), arns).stream()
            .filter(each -> names.isEmpty() || names.contains(each.settings().name()))
            .filter(each -> balancer.isEmpty() || all.balancerOf(each).equals(balancer))
            .toList();
    Pages.write(
        in, out, "TargetGroups", chosen, Tagged::arn, (xml, each) -> writeOne(xml, all, each));
  }

  private void delete(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    String arn = Arns.check("targetgroup", "target group", Check.required(in, "TargetGroupArn"));
    Group gone = all.groups.get(arn);
    if (gone == null) {
      return;
    }
    if (all.balancerOf(gone).isPresent()) {
      throw AwsException.badRequest(
          "ResourceInUse",
          "Target group '%s' is currently in use by a listener or a rule".formatted(arn));
    }
    all.groups.remove(arn);
  }

  private Group named(Caller caller, Params in) {
    return state.of(caller.region()).group(Check.required(in, "TargetGroupArn"));
  }

  private void modify(Caller caller, Params in, Xml out) {
    Group group = named(caller, in);
    group.healthCheck(group.healthCheck().modified(in));
    write(out, state.of(caller.region()), group);
  }

  private void describeAttributes(Caller caller, Params in, Xml out) {
    Attributes.write(out, named(caller, in).attributes());
  }

  private void modifyAttributes(Caller caller, Params in, Xml out) {
    Group group = named(caller, in);
    group.attributes(Attributes.modified(group, in));
    Attributes.write(out, group.attributes());
  }

  private static void write(Xml out, Inventory all, Group group) {
    out.list("TargetGroups", "member", List.of(group), (xml, each) -> writeOne(xml, all, each));
  }

  private static void writeOne(Xml xml, Inventory all, Group group) {
    Group.Settings settings = group.settings();
    HealthCheck check = group.healthCheck();
    xml.add("TargetGroupArn", group.arn())
        .add("TargetGroupName", settings.name())
        .add("Protocol", settings.protocol())
        .add("Port", settings.port())
        .add("VpcId", settings.vpcId())
        .add("HealthCheckProtocol", check.protocol())
        .add("HealthCheckPort", check.port())
        .add("HealthCheckEnabled", true)
        .add("HealthCheckIntervalSeconds", check.intervalSeconds())
        .add("HealthCheckTimeoutSeconds", check.timeoutSeconds())
        .add("HealthyThresholdCount", check.healthyThreshold())
        .add("UnhealthyThresholdCount", check.unhealthyThreshold());
    if (!check.protocol().equals("TCP")) {
      xml.add("HealthCheckPath", check.path())
          .add("Matcher", matcher -> matcher.add("HttpCode", check.matcher()));
    }
    xml.texts(
            "LoadBalancerArns",
            "member",
            all.balancerOf(group).map(LoadBalancer::arn).stream().toList())
        .add("TargetType", settings.type())
        .add("IpAddressType", "ipv4");
  }
}
