package io.sluice.sandbox.aws.ec2;

import static io.sluice.sandbox.aws.ec2.Bench.filter;
import static io.sluice.sandbox.aws.ec2.Bench.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceTypeHypervisor;
import software.amazon.awssdk.services.ec2.model.Subnet;

class EstateTest {
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void everyRegionBeginsWithTheSameEstate() {
    for (String region : List.of("eu-west-1", "us-east-1")) {
      Ec2Client ec2 = bench.client(region, "AKIAOUTSIDE");
      assertThat(ec2.describeSubnets().subnets())
          .extracting(Subnet::subnetId, Subnet::cidrBlock, Subnet::availabilityZone)
          .containsExactly(
              tuple(Bench.SUBNET, "10.60.0.0/19", region + "a"),
              tuple(Bench.SUBNET_B, "10.60.32.0/19", region + "b"));
      List<Instance> web = instances(ec2, filter("tag:tier", "web"));
      assertThat(web).hasSize(50);
      assertThat(web).filteredOn(each -> each.subnetId().equals(Bench.SUBNET)).hasSize(25);
      assertThat(web).filteredOn(each -> each.networkInterfaces().size() == 2).hasSize(10);
      assertThat(instances(ec2, filter("tag:tier", "db"))).hasSize(5);
      assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).hasSize(65);
    }
    assertThat(bench.compute().regions()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
  }

  private static List<Instance> instances(Ec2Client ec2, Filter... filters) {
    return ec2.describeInstances(r -> r.filters(filters)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .toList();
  }

  @Test
  void itsInstancesRunAndCanBeMirrored() {
    assertThat(instances(bench.ec2, filter("instance-state-name", "running"))).hasSize(55);
    assertThat(
            bench
                .ec2
                .describeInstanceTypes(
                    r -> r.instanceTypesWithStrings("c5.large", "t2.micro", "m5.metal"))
                .instanceTypes())
        .extracting(type -> type.hypervisor() == InstanceTypeHypervisor.NITRO)
        .containsExactly(true, false, false);
    assertThat(bench.hosts.booted).as("they run nothing").isEmpty();
  }

  @Test
  void aRegionThatAwsDoesNotHaveIsRefused() {
    Ec2Client nowhere = bench.client("mars-north-1", "AKIAOUTSIDE");
    assertThat(refusal(nowhere::describeVpcs)).isEqualTo("InvalidParameterValue");
  }

  @Test
  void regionsAndZonesAreTold() {
    assertThat(bench.ec2.describeRegions().regions())
        .extracting("regionName")
        .contains("eu-west-1");
    assertThat(bench.ec2.describeAvailabilityZones().availabilityZones())
        .extracting(AvailabilityZone::zoneName, AvailabilityZone::zoneId)
        .contains(tuple("eu-west-1b", "euw1-az2"));
  }

  @Test
  void filtersTakeWildcardsAndSeveralValues() {
    assertThat(instances(bench.ec2, filter("tag:tier", "w?b", "none"))).hasSize(50);
    assertThat(instances(bench.ec2, filter("tag:Name", "web-1*"))).hasSize(11);
    assertThat(instances(bench.ec2, filter("tag:Name", "web-1\\*"))).isEmpty();
    assertThat(instances(bench.ec2, filter("tag-key", "tier"), filter("subnet-id", Bench.SUBNET)))
        .hasSize(28);
    assertThat(refusal(() -> instances(bench.ec2, filter("colour", "red"))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void pagesShowEverythingOnce() {
    Set<String> seen = new HashSet<>();
    int pages = 0;
    for (DescribeInstancesResponse page :
        bench.ec2.describeInstancesPaginator(r -> r.maxResults(10))) {
      pages++;
      page.reservations().forEach(r -> r.instances().forEach(i -> seen.add(i.instanceId())));
    }
    assertThat(pages).isEqualTo(6);
    assertThat(seen).hasSize(55);
  }

  @Test
  void aPageIsFoundAgainWhenItsLastResourceIsGone() {
    var first = bench.ec2.describeNetworkInterfaces(r -> r.maxResults(10));
    String last = first.networkInterfaces().getLast().networkInterfaceId();
    bench.compute().deleteInterface(Bench.REGION, last);
    var second =
        bench.ec2.describeNetworkInterfaces(r -> r.maxResults(60).nextToken(first.nextToken()));
    assertThat(second.networkInterfaces()).hasSize(55);
    assertThat(second.nextToken()).isNull();
  }

  @Test
  void pagesAreAskedForInTheWayThatAwsTakes() {
    assertThat(refusal(() -> bench.ec2.describeInstances(r -> r.maxResults(4))))
        .isEqualTo("InvalidParameterValue");
    assertThat(refusal(() -> bench.ec2.describeInstances(r -> r.maxResults(5).nextToken("x"))))
        .isEqualTo("InvalidNextToken");
    assertThat(
            refusal(
                () ->
                    bench.ec2.describeInstances(
                        r -> r.maxResults(5).instanceIds("i-0a1b2c3d4e5f60001"))))
        .isEqualTo("InvalidParameterCombination");
  }

  @Test
  void idsThatAreNotThereAndIdsThatCannotBeAreToldApart() {
    assertThat(refusal(() -> bench.instance("i-00000000000000000")))
        .isEqualTo("InvalidInstanceID.NotFound");
    assertThat(refusal(() -> bench.instance("web-1"))).isEqualTo("InvalidInstanceID.Malformed");
    assertThat(refusal(() -> bench.ec2.describeSubnets(r -> r.subnetIds("subnet-0"))))
        .isEqualTo("InvalidSubnetID.NotFound");
  }
}
