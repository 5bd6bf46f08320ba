package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.ec2.Resource.Identity;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** VPCs and subnets. */
final class Networks {
  private static final int LARGEST = 16;
  private static final int SMALLEST = 28;

  private Networks() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateVpc", Networks::createVpc);
    actions.put("DeleteVpc", Networks::deleteVpc);
    actions.put("DescribeVpcs", new Listing<>("VpcId", "vpcSet", Region::vpcs, Vpc.fields()));
    actions.put("DescribeVpcAttribute", Networks::vpcAttribute);
    actions.put("ModifyVpcAttribute", Networks::modifyVpc);
    actions.put("CreateSubnet", Networks::createSubnet);
    actions.put("DeleteSubnet", Networks::deleteSubnet);
    actions.put("ModifySubnetAttribute", Networks::modifySubnet);
    actions.put(
        "DescribeSubnets",
        new Listing<>("SubnetId", "subnetSet", Region::subnets, Subnet.fields()));
  }

  /** A VPC with its main route table and its default group. */
  static Vpc create(
      Region region, Identity id, Identity tableId, Identity groupId, Cidr cidr, String tenancy) {
    Vpc vpc = region.vpcs().add(new Vpc(id, cidr, tenancy));
    RouteTable table = region.routeTables().add(new RouteTable(tableId, vpc));
    table.associations().add(new RouteTable.Association("rtbassoc-" + Region.hex(), null));
    SecurityGroup group =
        region
            .groups()
            .add(
                new SecurityGroup(
                    groupId, region.name(), vpc, "default", "default VPC security group"));
    SecurityGroups.open(region, group, false, group.id());
    SecurityGroups.open(region, group, true, "");
    return vpc;
  }

  static SecurityGroup defaultGroup(Region region, Vpc vpc) {
    return region.groups().all().stream()
        .filter(group -> group.vpc().equals(vpc) && group.isDefault())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(vpc + " has lost its default group"));
  }

  static RouteTable mainTable(Region region, Vpc vpc) {
    return region.routeTables().all().stream()
        .filter(table -> table.vpc().equals(vpc) && table.isMain())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(vpc + " has lost its main route table"));
  }

  private static Consumer<Xml> createVpc(Call call) {
    String text = call.in().require("CidrBlock");
    Cidr cidr = Cidr.parse(text, "cidrBlock");
    if (cidr.length() < LARGEST || cidr.length() > SMALLEST) {
      throw AwsException.badRequest("InvalidVpc.Range", "The CIDR '" + text + "' is invalid.");
    }
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.VPC);
    Region region = call.region();
    Vpc vpc =
        create(
            region,
            region.identity(Kind.VPC),
            region.identity(Kind.ROUTE_TABLE),
            region.identity(Kind.SECURITY_GROUP),
            cidr,
            call.in().text("InstanceTenancy", "default"));
    vpc.tags().putAll(tags);
    return xml -> xml.add("vpc", vpc::write);
  }

  private static Consumer<Xml> deleteVpc(Call call) {
    Region region = call.region();
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    RouteTable main = mainTable(region, vpc);
    SecurityGroup group = defaultGroup(region, vpc);
    boolean inUse =
        region.subnets().all().stream().anyMatch(subnet -> subnet.vpc().equals(vpc))
            || region.internetGateways().all().stream().anyMatch(igw -> vpc.equals(igw.vpc()))
            || region.endpoints().all().stream().anyMatch(each -> each.vpc().equals(vpc))
            || region.routeTables().all().stream()
                .anyMatch(table -> table.vpc().equals(vpc) && !table.equals(main))
            || region.groups().all().stream()
                .anyMatch(each -> each.vpc().equals(vpc) && !each.equals(group));
    if (inUse) {
      throw dependency("vpc", vpc);
    }
    group.rules().forEach(region.groupRules()::remove);
    region.groups().remove(group);
    region.routeTables().remove(main);
    region.vpcs().remove(vpc);
    return Operation.DONE;
  }

  static AwsException dependency(String noun, Resource resource) {
    return AwsException.badRequest(
        "DependencyViolation",
        "The %s '%s' has dependencies and cannot be deleted.".formatted(noun, resource.id()));
  }

  private static Consumer<Xml> vpcAttribute(Call call) {
    Vpc vpc = call.get(call.region().vpcs(), "VpcId");
    String attribute = call.in().require("Attribute");
    boolean value =
        switch (attribute) {
          case "enableDnsSupport" -> vpc.dnsSupport();
          case "enableDnsHostnames" -> vpc.dnsHostnames();
          case "enableNetworkAddressUsageMetrics" -> vpc.addressMetrics();
          default ->
              throw AwsException.badRequest(
                  "InvalidParameterValue",
                  "Value (%s) for parameter attribute is invalid.".formatted(attribute));
        };
    return xml -> xml.add("vpcId", vpc.id()).add(attribute, inner -> inner.add("value", value));
  }

  private static Consumer<Xml> modifyVpc(Call call) {
    Vpc vpc = call.get(call.region().vpcs(), "VpcId");
    set(call.in(), "EnableDnsSupport", vpc, Vpc::dnsSupport);
    set(call.in(), "EnableDnsHostnames", vpc, Vpc::dnsHostnames);
    set(call.in(), "EnableNetworkAddressUsageMetrics", vpc, Vpc::addressMetrics);
    return Operation.DONE;
  }

  private static <T> void set(Params in, String name, T of, BiConsumer<T, Boolean> setter) {
    Optional<Boolean> value = in.child(name).truth("Value");
    value.ifPresent(on -> setter.accept(of, on));
  }

  private static Consumer<Xml> createSubnet(Call call) {
    Region region = call.region();
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    String text = call.in().require("CidrBlock");
    Cidr cidr = Cidr.parse(text, "cidrBlock");
    if (cidr.length() < LARGEST || cidr.length() > SMALLEST || !vpc.cidr().contains(cidr)) {
      throw AwsException.badRequest("InvalidSubnet.Range", "The CIDR '" + text + "' is invalid.");
    }
    boolean conflict =
        region.subnets().all().stream()
            .anyMatch(other -> other.vpc().equals(vpc) && other.cidr().overlaps(cidr));
    if (conflict) {
      throw AwsException.badRequest(
          "InvalidSubnet.Conflict", "The CIDR '" + text + "' conflicts with another subnet");
    }
    String zone = zone(call);
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.SUBNET);
    Subnet subnet =
        region
            .subnets()
            .add(new Subnet(region.identity(Kind.SUBNET), vpc, cidr, region.name(), zone));
    subnet.tags().putAll(tags);
    return xml -> xml.add("subnet", subnet::write);
  }

  private static String zone(Call call) {
    String region = call.region().name();
    String id = call.in().text("AvailabilityZoneId", "");
    String name = call.in().text("AvailabilityZone", "");
    return Places.zones(region).stream()
        .filter(
            zone ->
                (name.isEmpty() || zone.equals(name))
                    && (id.isEmpty() || Places.zoneId(zone).equals(id)))
        .findFirst()
        .orElseThrow(
            () ->
                AwsException.badRequest(
                    "InvalidParameterValue",
                    "Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: %s."
                        .formatted(
                            name.isEmpty() ? id : name, String.join(", ", Places.zones(region)))));
  }

  private static Consumer<Xml> deleteSubnet(Call call) {
    Region region = call.region();
    Subnet subnet = call.get(region.subnets(), "SubnetId");
    if (!subnet.isEmpty()) {
      throw dependency("subnet", subnet);
    }
    region
        .routeTables()
        .all()
        .forEach(
            table ->
                table.associations().removeIf(association -> subnet.equals(association.subnet())));
    region.subnets().remove(subnet);
    return Operation.DONE;
  }

  private static Consumer<Xml> modifySubnet(Call call) {
    Subnet subnet = call.get(call.region().subnets(), "SubnetId");
    set(call.in(), "MapPublicIpOnLaunch", subnet, Subnet::publicIps);
    return Operation.DONE;
  }
}
