package io.sluice.sandbox.aws.ec2;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is there in a region that nobody has touched: a VPC of 10.60.0.0/16 with a subnet in each of
 * two zones, 50 instances tagged {@code tier: web} of which 10 have a second interface, and 5
 * tagged {@code tier: db}. They run nothing.
 */
final class Estate {
  private static final int WEB = 50;
  private static final int TWO_INTERFACES = 10;
  private static final int DB = 5;

  private Estate() {}

  static void build(Region region) {
    Vpc vpc =
        Networks.create(
            region,
            region.identity(Kind.VPC, 1),
            region.identity(Kind.ROUTE_TABLE, 1),
            region.identity(Kind.SECURITY_GROUP, 1),
            Cidr.parse("10.60.0.0/16", "cidrBlock"),
            "default");
    vpc.tags().put("Name", "estate");
    List<Subnet> subnets =
        List.of(
            subnet(region, vpc, 1, "10.60.0.0/19", "a"),
            subnet(region, vpc, 2, "10.60.32.0/19", "b"));
    for (int i = 1; i <= WEB + DB; i++) {
      Subnet subnet = subnets.get((i - 1) % 2);
      Instance instance = instance(region, subnet, i, i <= WEB ? "web" : "db");
      attach(region, instance, subnet, i, 0);
      if (i <= TWO_INTERFACES) {
        attach(region, instance, subnet, 100 + i, 1);
      }
      instance.state(InstanceState.RUNNING, "");
    }
  }

  private static Subnet subnet(Region region, Vpc vpc, int number, String cidr, String zone) {
    return region
        .subnets()
        .add(
            new Subnet(
                region.identity(Kind.SUBNET, number),
                vpc,
                Cidr.parse(cidr, "cidrBlock"),
                region.name(),
                region.name() + zone));
  }

  private static Instance instance(Region region, Subnet subnet, int number, String tier) {
    LaunchSpec spec =
        new LaunchSpec(
            "ami-0a1b2c3d4e5f60001",
            "c5.large",
            "",
            null,
            subnet.id(),
            "",
            List.of(),
            List.of(),
            List.of(),
            false,
            false,
            "",
            "required",
            1,
            Map.of());
    Instance instance =
        new Instance(
            region.identity(Kind.INSTANCE, number),
            spec,
            subnet,
            "r-0a1b2c3d4e5f6%04d".formatted(number),
            0,
            "");
    instance.tags().put("tier", tier);
    instance.tags().put("Name", tier + "-" + number);
    return region.instances().add(instance);
  }

  private static void attach(
      Region region, Instance instance, Subnet subnet, int number, int deviceIndex) {
    Nic nic =
        region
            .nics()
            .add(
                new Nic(
                    region.identity(Kind.NETWORK_INTERFACE, number),
                    region,
                    subnet,
                    subnet.take(),
                    "interface",
                    "",
                    List.of(Networks.defaultGroup(region, subnet.vpc())),
                    ""));
    instance.add(
        nic,
        new Nic.Attachment(
            "eni-attach-0a1b2c3d4e5f6%04d".formatted(number),
            instance,
            deviceIndex,
            true,
            Instant.now()));
  }
}
