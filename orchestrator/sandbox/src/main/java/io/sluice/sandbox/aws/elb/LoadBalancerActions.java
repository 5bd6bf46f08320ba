package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Load balancers: made, shown, changed and deleted. */
final class LoadBalancerActions {
  /** How long the cloud takes to provision one; AWS takes minutes, which nobody learns from. */
  private static final Duration PROVISIONING = Duration.ofSeconds(20);

  private final State state;

  LoadBalancerActions(State state) {
    this.state = state;
  }

  Map<String, Action> actions() {
    return Map.of(
        "CreateLoadBalancer", state.changing(this::create),
        "DescribeLoadBalancers", this::describe,
        "DeleteLoadBalancer", state.changing(this::delete),
        "DescribeLoadBalancerAttributes", this::describeAttributes,
        "ModifyLoadBalancerAttributes", state.changing(this::modifyAttributes),
        "SetSubnets", state.changing(this::setSubnets),
        "SetSecurityGroups", state.changing(this::setSecurityGroups));
  }

  private void create(Caller caller, Params in, Xml out) {
    String region = caller.region();
    LoadBalancer.Settings settings = settings(in);
    Map<String, String> tags = Tags.of(in);
    Inventory all = state.of(region);
    Optional<LoadBalancer> same = all.balancerNamed(settings.name());
    if (same.isPresent()) {
      if (!same.get().settings().equals(settings) || !same.get().tags().equals(tags)) {
        throw AwsException.badRequest(
            "DuplicateLoadBalancerName",
            "A load balancer with the same name '%s' exists, but with different settings"
                .formatted(settings.name()));
      }
      write(out, List.of(same.get()));
      return;
    }
    boolean gateway = settings.type().equals("gateway");
    Limits.check(
        all.balancers.values().stream().filter(each -> each.gateway() == gateway).count(),
        gateway ? Limits.GATEWAY_BALANCERS : Limits.NETWORK_BALANCERS,
        "TooManyLoadBalancers",
        settings.type() + " load balancers");
    String arn = Arns.balancer(region, settings.type(), settings.name());
    LoadBalancer made =
        new LoadBalancer(
            arn,
            region,
            settings,
            plug(region, arn, gateway, settings.subnets(), List.of()),
            Attributes.ofBalancer(gateway, settings.scheme()),
            tags,
            state.now(),
            state.after(PROVISIONING));
    all.balancers.put(arn, made);
    write(out, List.of(made));
  }

  private static LoadBalancer.Settings settings(Params in) {
    String name = Check.name("Load balancer", Check.required(in, "Name"));
    if (name.startsWith("internal-")) {
      throw Check.invalid("Load balancer name '%s' cannot begin with 'internal-'".formatted(name));
    }
    String type = in.text("Type", "application");
    if (!Set.of("network", "gateway").contains(type)) {
      throw Check.configuration(
          "Load balancer type '%s' is not supported here: only 'network' and 'gateway' are"
              .formatted(type));
    }
    boolean gateway = type.equals("gateway");
    String scheme = in.text("Scheme", gateway ? "" : "internet-facing");
    if (gateway && !scheme.isEmpty()) {
      throw Check.configuration("Scheme cannot be specified for a gateway load balancer");
    }
    if (!gateway && !Set.of("internal", "internet-facing").contains(scheme)) {
      throw AwsException.badRequest("InvalidScheme", "Scheme '%s' is not valid".formatted(scheme));
    }
    SortedSet<String> groups = new TreeSet<>(in.texts("SecurityGroups"));
    if (gateway && !groups.isEmpty()) {
      throw Check.configuration(
          "Security groups are not supported for load balancers with type 'gateway'");
    }
    if (!in.text("IpAddressType", "ipv4").equals("ipv4")) {
      throw Check.configuration("Only the IP address type 'ipv4' is supported here");
    }
    return new LoadBalancer.Settings(name, type, scheme, subnets(in), groups);
  }

  private static SortedSet<String> subnets(Params in) {
    List<Params> mappings = in.list("SubnetMappings");
    List<String> plain = in.texts("Subnets");
    if (mappings.isEmpty() == plain.isEmpty()) {
      throw Check.invalid("You must specify either subnets or subnet mappings, but not both");
    }
    for (Params each : mappings) {
      if (each.has("AllocationId") || each.has("PrivateIPv4Address") || each.has("IPv6Address")) {
        throw Check.configuration("A subnet mapping with addresses is not supported here");
      }
    }
    return new TreeSet<>(
        Stream.concat(
                plain.stream(), mappings.stream().map(each -> Check.required(each, "SubnetId")))
            .toList());
  }

  /** Interfaces in subnets, those that are there already among them; all of them or none. */
  private List<Eni> plug(
      String region, String arn, boolean gateway, Set<String> subnets, List<Eni> there) {
    Compute compute = state.rooms().compute();
    Map<String, String> zones = compute.zones(region);
    Set<String> taken = new HashSet<>();
    for (String subnet : subnets) {
      String zone = zones.get(subnet);
      if (zone == null) {
        throw AwsException.badRequest(
            "SubnetNotFound", "The subnet ID '%s' does not exist".formatted(subnet));
      }
      if (!taken.add(zone)) {
        throw Check.configuration(
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
      }
    }
    List<Eni> all = new ArrayList<>();
    List<Eni> made = new ArrayList<>();
    try {
      for (String subnet : subnets) {
        Optional<Eni> old =
            there.stream().filter(each -> each.subnetId().equals(subnet)).findFirst();
        if (old.isEmpty()) {
          made.add(
              compute.createBalancerInterface(
                  region,
                  subnet,
                  gateway ? "gateway_load_balancer" : "network_load_balancer",
                  "ELB " + arn.substring(arn.indexOf('/') + 1)));
        }
        all.add(old.orElseGet(made::getLast));
      }
      if (Stream.concat(all.stream(), there.stream()).map(Eni::vpcId).distinct().count() > 1) {
        throw AwsException.badRequest("InvalidSubnet", "All subnets must belong to the same VPC");
      }
    } catch (AwsException e) {
      made.forEach(each -> compute.deleteInterface(region, each.id()));
      throw e;
    }
    return all;
  }

  private void describe(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    List<String> arns = in.texts("LoadBalancerArns");
    List<String> names = in.texts("Names");
    if (!arns.isEmpty() && !names.isEmpty()) {
      throw Check.invalid("Load balancer names and load balancer ARNs cannot be specified both");
    }
    arns.forEach(all::balancer);
    List<String> unknown =
        names.stream().filter(name -> all.balancerNamed(name).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      throw AwsException.badRequest(
          "LoadBalancerNotFound", "Load balancers '%s' not found".formatted(unknown));
    }
    List<LoadBalancer> chosen =
        Inventory.chosen(all.balancers.values(), arns).stream()
            .filter(each -> names.isEmpty() || names.contains(each.name()))
            .toList();
    Pages.write(in, out, "LoadBalancers", chosen, Tagged::arn, this::writeOne);
  }

  private void delete(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    String arn = Arns.check("loadbalancer", "load balancer", Check.required(in, "LoadBalancerArn"));
    LoadBalancer gone = all.balancers.get(arn);
    if (gone == null) {
      return;
    }
    if (gone.attribute(Attributes.PROTECTED)) {
      throw AwsException.badRequest(
          "OperationNotPermitted",
          "Load balancer '%s' cannot be deleted because deletion protection is enabled"
              .formatted(arn));
    }
    Compute compute = state.rooms().compute();
    if (compute.uses(gone.region(), arn)) {
      throw AwsException.badRequest(
          "ResourceInUse",
          "Load balancer '%s' cannot be deleted because it is currently associated with another"
                  .formatted(arn)
              + " service");
    }
    all.listenersOf(gone).forEach(each -> all.listeners.remove(each.arn()));
    all.balancers.remove(arn);
    gone.interfaces().forEach(each -> compute.deleteInterface(gone.region(), each.id()));
  }

  private LoadBalancer named(Caller caller, Params in) {
    return state.of(caller.region()).balancer(Check.required(in, "LoadBalancerArn"));
  }

  private void describeAttributes(Caller caller, Params in, Xml out) {
    Attributes.write(out, named(caller, in).attributes());
  }

  private void modifyAttributes(Caller caller, Params in, Xml out) {
    LoadBalancer balancer = named(caller, in);
    balancer.attributes(Attributes.modified(balancer.attributes(), in));
    Attributes.write(out, balancer.attributes());
  }

  private void setSubnets(Caller caller, Params in, Xml out) {
    LoadBalancer balancer = named(caller, in);
    Set<String> subnets = subnets(in);
    List<Eni> left =
        balancer.interfaces().stream().filter(each -> !subnets.contains(each.subnetId())).toList();
    if (balancer.gateway() && !left.isEmpty()) {
      throw Check.configuration(
          "Availability Zones cannot be removed from a gateway load balancer: '%s' must be included"
              .formatted(left.getFirst().subnetId()));
    }
    balancer.interfaces(
        plug(
            balancer.region(), balancer.arn(), balancer.gateway(), subnets, balancer.interfaces()));
    Compute compute = state.rooms().compute();
    left.forEach(each -> compute.deleteInterface(balancer.region(), each.id()));
    writeZones(out, balancer);
    out.add("IpAddressType", "ipv4");
  }

  private void setSecurityGroups(Caller caller, Params in, Xml out) {
    LoadBalancer balancer = named(caller, in);
    List<String> groups = in.texts("SecurityGroups");
    if (balancer.gateway()) {
      throw Check.configuration(
          "Security groups are not supported for load balancers with type 'gateway'");
    }
    if (balancer.securityGroups().isEmpty()) {
      throw Check.configuration(
          "You cannot set security groups for a network load balancer that was created without");
    }
    if (groups.isEmpty()) {
      throw Check.configuration("At least one security group must be specified");
    }
    balancer.securityGroups(groups);
    String enforce = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic";
    in.text(enforce).ifPresent(balancer::enforcePrivateLink);
    out.texts("SecurityGroupIds", "member", balancer.securityGroups());
    out.add(enforce, balancer.enforcePrivateLink());
  }

  private void write(Xml out, List<LoadBalancer> balancers) {
    out.list("LoadBalancers", "member", balancers, this::writeOne);
  }

  private void writeOne(Xml xml, LoadBalancer balancer) {
    xml.add("LoadBalancerArn", balancer.arn());
    if (!balancer.gateway()) {
      String host = balancer.path().substring("net/".length()).replace('/', '-');
      xml.add("DNSName", "%s.elb.%s.amazonaws.com".formatted(host, balancer.region()))
          .add("CanonicalHostedZoneId", "Z2IFOLAFXWLO4F")
          .add("Scheme", balancer.settings().scheme());
    }
    xml.add("CreatedTime", balancer.created())
        .add("LoadBalancerName", balancer.name())
        .add("VpcId", balancer.vpcId())
        .add(
            "State",
            code ->
                code.add(
                    "Code", state.now().isBefore(balancer.active()) ? "provisioning" : "active"))
        .add("Type", balancer.settings().type());
    writeZones(xml, balancer);
    if (!balancer.securityGroups().isEmpty()) {
      xml.texts("SecurityGroups", "member", balancer.securityGroups())
          .add(
              "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
              balancer.enforcePrivateLink());
    }
    xml.add("IpAddressType", "ipv4");
  }

  private static void writeZones(Xml xml, LoadBalancer balancer) {
    xml.list(
        "AvailabilityZones",
        "member",
        balancer.interfaces(),
        (zone, each) ->
            zone.add("ZoneName", each.zone())
                .add("SubnetId", each.subnetId())
                .add("LoadBalancerAddresses", none -> {}));
  }
}
