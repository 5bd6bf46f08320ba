package io.sluice.sandbox.aws.ec2;

import static io.sluice.sandbox.aws.ec2.Bench.filter;
import static io.sluice.sandbox.aws.ec2.Bench.refusal;
import static io.sluice.sandbox.aws.ec2.Bench.tags;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Eni;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

class NetworksTest {
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private String vpc() {
    return bench
        .ec2
        .createVpc(
            r ->
                r.cidrBlock("10.40.0.0/16").tagSpecifications(tags(ResourceType.VPC, "stack", "s")))
        .vpc()
        .vpcId();
  }

  private String subnet(String vpc, String cidr) {
    return bench
        .ec2
        .createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone("eu-west-1c"))
        .subnet()
        .subnetId();
  }

  private String group(String vpc, String name) {
    return bench
        .ec2
        .createSecurityGroup(r -> r.vpcId(vpc).groupName(name).description("d"))
        .groupId();
  }

  @Test
  void aVpcIsFoundByItsTagsAndGoesWhenNothingIsInIt() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.40.1.0/24");
    assertThat(bench.ec2.describeVpcs(r -> r.filters(filter("tag:stack", "s"))).vpcs())
        .extracting(Vpc::vpcId)
        .containsExactly(vpc);
    assertThat(bench.compute().zones(Bench.REGION)).containsEntry(subnet, "eu-west-1c");
    assertThat(refusal(() -> bench.ec2.deleteVpc(r -> r.vpcId(vpc))))
        .isEqualTo("DependencyViolation");
    Eni eni =
        bench
            .compute()
            .createBalancerInterface(Bench.REGION, subnet, "network_load_balancer", "ELB net/n/1");
    assertThat(eni.privateIp()).isEqualTo("10.40.1.4");
    assertThat(refusal(() -> bench.ec2.deleteSubnet(r -> r.subnetId(subnet))))
        .isEqualTo("DependencyViolation");
    assertThat(refusal(() -> bench.ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eni.id()))))
        .isEqualTo("OperationNotPermitted");
    bench.compute().deleteInterface(Bench.REGION, eni.id());
    bench.ec2.deleteSubnet(r -> r.subnetId(subnet));
    bench.ec2.deleteVpc(r -> r.vpcId(vpc));
    assertThat(bench.ec2.describeVpcs().vpcs()).hasSize(1);
    assertThat(bench.ec2.describeRouteTables().routeTables()).hasSize(1);
    assertThat(bench.ec2.describeSecurityGroups().securityGroups()).hasSize(1);
  }

  @Test
  void subnetsLieInTheirVpcAndBesideEachOther() {
    String vpc = vpc();
    subnet(vpc, "10.40.0.0/24");
    assertThat(refusal(() -> subnet(vpc, "10.40.0.128/25"))).isEqualTo("InvalidSubnet.Conflict");
    assertThat(refusal(() -> subnet(vpc, "10.41.0.0/24"))).isEqualTo("InvalidSubnet.Range");
    assertThat(refusal(() -> subnet(vpc, "10.40.1.0/29"))).isEqualTo("InvalidSubnet.Range");
  }

  @Test
  void aVpcsAttributesAreChanged() {
    String vpc = vpc();
    bench.ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)));
    assertThat(
            bench
                .ec2
                .describeVpcAttribute(
                    r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                .enableDnsHostnames()
                .value())
        .isTrue();
  }

  @Test
  void routesLeadToAGatewayAndToS3() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.40.1.0/24");
    String table = bench.ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String association =
        bench.ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)).associationId();
    String gateway = bench.ec2.createInternetGateway().internetGateway().internetGatewayId();
    bench.ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    bench.ec2.createRoute(
        r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    assertThat(
            refusal(
                () ->
                    bench.ec2.createRoute(
                        r ->
                            r.routeTableId(table)
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(gateway))))
        .isEqualTo("RouteAlreadyExists");
    String endpoint =
        bench
            .ec2
            .createVpcEndpoint(
                r ->
                    r.vpcId(vpc)
                        .serviceName("com.amazonaws.eu-west-1.s3")
                        .routeTableIds(table)
                        .tagSpecifications(tags(ResourceType.VPC_ENDPOINT, "stack", "s")))
            .vpcEndpoint()
            .vpcEndpointId();
    RouteTable found =
        bench
            .ec2
            .describeRouteTables(r -> r.filters(filter("association.subnet-id", subnet)))
            .routeTables()
            .getFirst();
    assertThat(found.routes()).extracting("gatewayId").containsExactly("local", gateway, endpoint);
    assertThat(refusal(() -> bench.ec2.deleteRouteTable(r -> r.routeTableId(table))))
        .isEqualTo("DependencyViolation");

    bench.ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint));
    bench.ec2.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0"));
    bench.ec2.disassociateRouteTable(r -> r.associationId(association));
    bench.ec2.deleteRouteTable(r -> r.routeTableId(table));
    assertThat(refusal(() -> bench.ec2.deleteInternetGateway(r -> r.internetGatewayId(gateway))))
        .isEqualTo("DependencyViolation");
    bench.ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    bench.ec2.deleteInternetGateway(r -> r.internetGatewayId(gateway));
    bench.ec2.deleteSubnet(r -> r.subnetId(subnet));
    bench.ec2.deleteVpc(r -> r.vpcId(vpc));
  }

  private static IpPermission mirrored(String cidr) {
    return IpPermission.builder()
        .ipProtocol("udp")
        .fromPort(4789)
        .toPort(4789)
        .ipRanges(IpRange.builder().cidrIp(cidr).description("mirrors").build())
        .build();
  }

  @Test
  void aGroupsRulesAreAddedOnceAndTakenAway() {
    String group = group(Bench.VPC, "fleet");
    bench.ec2.authorizeSecurityGroupIngress(
        r -> r.groupId(group).ipPermissions(mirrored("10.60.0.0/16")));
    assertThat(
            refusal(
                () ->
                    bench.ec2.authorizeSecurityGroupIngress(
                        r -> r.groupId(group).ipPermissions(mirrored("10.60.0.0/16")))))
        .isEqualTo("InvalidPermission.Duplicate");
    SecurityGroup found =
        bench.ec2.describeSecurityGroups(r -> r.groupIds(group)).securityGroups().getFirst();
    IpPermission first = found.ipPermissions().getFirst();
    assertThat(first.fromPort()).isEqualTo(4789);
    assertThat(first.ipRanges()).isEqualTo(mirrored("10.60.0.0/16").ipRanges());
    assertThat(found.ipPermissionsEgress().getFirst().ipRanges().getFirst().cidrIp())
        .isEqualTo("0.0.0.0/0");
    assertThat(
            bench
                .ec2
                .describeSecurityGroupRules(r -> r.filters(filter("group-id", group)))
                .securityGroupRules())
        .hasSize(2);
    bench.ec2.revokeSecurityGroupIngress(
        r -> r.groupId(group).ipPermissions(mirrored("10.60.0.0/16")));
    assertThat(
            refusal(
                () ->
                    bench.ec2.revokeSecurityGroupIngress(
                        r -> r.groupId(group).ipPermissions(mirrored("10.60.0.0/16")))))
        .isEqualTo("InvalidPermission.NotFound");
  }

  @Test
  void aGroupThatSomethingUsesStays() {
    String group = group(Bench.VPC, "fleet");
    assertThat(refusal(() -> group(Bench.VPC, "fleet"))).isEqualTo("InvalidGroup.Duplicate");
    String nic =
        bench
            .ec2
            .createNetworkInterface(r -> r.subnetId(Bench.SUBNET).groups(group))
            .networkInterface()
            .networkInterfaceId();
    assertThat(refusal(() -> bench.ec2.deleteSecurityGroup(r -> r.groupId(group))))
        .isEqualTo("DependencyViolation");
    bench.ec2.deleteNetworkInterface(r -> r.networkInterfaceId(nic));

    String other = group(Bench.VPC, "other");
    bench.ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(other)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("-1")
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                        .build()));
    assertThat(refusal(() -> bench.ec2.deleteSecurityGroup(r -> r.groupId(group))))
        .isEqualTo("DependencyViolation");
    bench.ec2.deleteSecurityGroup(r -> r.groupId(other));
    bench.ec2.deleteSecurityGroup(r -> r.groupId(group));
    assertThat(refusal(() -> bench.ec2.deleteSecurityGroup(r -> r.groupId("sg-0a1b2c3d4e5f60001"))))
        .isEqualTo("CannotDelete");
  }
}
