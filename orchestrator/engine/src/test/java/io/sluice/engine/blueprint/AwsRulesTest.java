package io.sluice.engine.blueprint;

import static io.sluice.engine.blueprint.Examples.problem;
import static io.sluice.engine.blueprint.Examples.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsRulesTest {
  private static final String GOOD =
      """
      blueprint: trading-visibility
      aws: {region: eu-west-1}
      network: {vpc: vpc-0a1b2c3d, subnets: [subnet-00000001, subnet-00000002]}
      sources:
        - instances: {tags: {tier: web}, except: {tags: {mirror: "no"}}}
        - interfaces: [eni-0123456789abcdef0]
        - subnets: [subnet-0000000a]
      mirror:
        target: networkLoadBalancer
        vni: 4021
        packetLength: 200
        accept:
          - {direction: ingress, protocol: tcp, ports: 443}
          - {direction: egress, protocol: tcp, ports: 8000-8080, destinationCidr: 10.0.0.0/8}
        reject:
          - {direction: egress, protocol: "50"}
      appliances:
        size: c6in.xlarge
        scale: {min: 2, max: 20, throughput: 4 Gbps}
      """;

  @TempDir Path folder;

  private static String with(String piece, String instead) {
    assertThat(GOOD).contains(piece);
    return GOOD.replace(piece, instead);
  }

  @Test
  void aBlueprintForAwsIsReadWhole() {
    Blueprint read = Examples.load(GOOD).blueprint();

    assertThat(read.aws()).isEqualTo(new Aws("eu-west-1"));
    assertThat(read.azure()).isNull();
    assertThat(read.network().subnets()).containsExactly("subnet-00000001", "subnet-00000002");
    assertThat(read.sources())
        .containsExactly(
            new Source.Instances(
                new InstanceSelector(
                    Map.of("tier", "web"), List.of(), new Tagged(Map.of("mirror", "no")))),
            new Source.Interfaces(List.of("eni-0123456789abcdef0")),
            new Source.Subnets(List.of("subnet-0000000a")));
    assertThat(read.mirror())
        .isEqualTo(
            new Mirror(
                MirrorTarget.NETWORK_LOAD_BALANCER,
                4021,
                List.of(
                    new MirrorRule(
                        MirrorRule.Direction.INGRESS,
                        "tcp",
                        new PortRange(443, 443),
                        null,
                        null,
                        null,
                        null),
                    new MirrorRule(
                        MirrorRule.Direction.EGRESS,
                        "tcp",
                        new PortRange(8000, 8080),
                        null,
                        null,
                        null,
                        "10.0.0.0/8")),
                List.of(
                    new MirrorRule(
                        MirrorRule.Direction.EGRESS, "50", null, null, null, null, null)),
                false,
                200,
                true,
                new Probe(Duration.ofSeconds(10), 2, 8080)));
  }

  /** Column 3 is the place of the offending value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vni: 4021| vni: 16777216| 10:8| blueprint.range| `mirror.vni` must be from 0 to 16777215,"
            + " but it is `16777216`.",
        "packetLength: 200| packetLength: 9000| 11:17| blueprint.range| `mirror.packetLength` must"
            + " be from 1 to 8500, but it is `9000`.",
        "{region: eu-west-1}| {}| 2:6| blueprint.missing-key| `aws` needs the key `region`.",
        "eu-west-1| Ireland| 2:15| blueprint.form| `aws.region` must be a region's code such as"
            + " eu-west-1, but it is `Ireland`.",
        "networkLoadBalancer| networkLoadbalancer| 9:11| blueprint.form| `mirror.target` must be"
            + " `networkLoadBalancer` or `gatewayLoadBalancer`, but it is `networkLoadbalancer`.",
        "ports: 443| ports: 443-80| 13:50| blueprint.range| `mirror.accept[0].ports` must be a port"
            + " from 0 to 65535 or two joined by a hyphen, but it is `443-80`.",
        "'ingress, protocol: tcp, ports'| 'ingress, ports'| 13:7| TM-2| `mirror.accept[0]` names"
            + " ports without `protocol: tcp` or `protocol: udp`.",
        "ports: 443| 'ports: 443, sourcePorts: 1'| 13:50| blueprint.mirror| `mirror.accept[0]`"
            + " names `ports` and source or destination ports as well.",
        "10.0.0.0/8| 10.1.0.0/8| 14:77| blueprint.network| `mirror.accept[1].destinationCidr` is"
            + " 10.1.0.0/8, which has bits set behind its prefix.",
        "c6in.xlarge| Standard_D4s_v5| 18:9| aws.size| `Standard_D4s_v5` is not an EC2 instance"
            + " type.",
        "c6in.xlarge| c7gn.xlarge| 18:9| aws.architecture| `c7gn.xlarge` is a Graviton (arm64)"
            + " type, and the appliance's bundle is built for x86-64.",
        "max: 20| max: 501| 19:24| TM-18| A target group takes 500 appliances, and `max` is 501.",
        "'{tags: {tier: web}, '| '{'| 5:16| blueprint.empty| `sources[0].instances` names neither"
            + " `tags` nor `ids`.",
        "'{mirror: \"no\"}'| '{}'| 5:44| blueprint.empty| `sources[0].instances.except.tags` is"
            + " empty, which every instance matches.",
        "'subnet-00000002]'| '10.0.0.0/24]'| 3:57| blueprint.network| `10.0.0.0/24` is a range, and"
            + " the subnets of an existing VPC are named by their ids.",
        "'subnet-00000002]'| 'subnet-00000001]'| 3:57| blueprint.duplicate| `network.subnets` names"
            + " subnet-00000001 twice.",
        "'vpc: vpc-0a1b2c3d, '| ''| 3:10| blueprint.network| `network` says neither `vpc` nor"
            + " `addressSpace`.",
        "interfaces: [eni-0123456789abcdef0]| publicIp: /x| 6:15| blueprint.cloud| `sources[1]` is"
            + " a `publicIp` of Azure, and this blueprint is for AWS."
      })
  void whatCannotWorkIsToldAtTheValue(
      String piece, String instead, String place, String code, String sentence) {
    Problem problem = problem(with(piece, instead));

    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.summary()).isEqualTo(sentence);
    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(problem.hint()).isNotBlank();
    Place where = problem.where();
    assertThat(where).isNotNull();
    assertThat(where.line() + ":" + where.column()).isEqualTo(place);
  }

  @Test
  void elevenRulesAreOneTooMany() {
    String rules = "    - {direction: egress, protocol: tcp, ports: 1}\n".repeat(8) + "  reject:\n";

    assertThat(problem(with("  reject:\n", rules)).summary())
        .isEqualTo("A traffic mirror filter has at most 10 rules, and these are 11.");
  }

  @Test
  void withoutAnEgressRuleAPersonIsWarned() {
    String text =
        with(
            "    - {direction: egress, protocol: tcp, ports: 8000-8080, destinationCidr:"
                + " 10.0.0.0/8}\n",
            "");
    Problem problem = problem(text);

    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
    assertThat(problem.code()).isEqualTo("TM-6");
    assertThat(problem.summary())
        .isEqualTo("No rule accepts egress, so nothing that leaves a source is mirrored.");
  }

  @Test
  void packetsLongerThanAGatewayLetsThroughAreWarnedOf() {
    String text =
        with("networkLoadBalancer", "gatewayLoadBalancer")
            .replace("packetLength: 200", "packetLength: 8500");

    assertThat(problem(text).code()).isEqualTo("TM-9");
  }

  @Test
  void oneApplianceCannotBeInTwoZones() {
    String text =
        with("min: 2", "min: 1").replace("vni: 4021\n", "vni: 4021\n  crossZone: false\n");

    assertThat(problem(text).code()).isEqualTo("TM-15");
  }

  @Test
  void aVpcOfOurOwnIsDescribedByRanges() {
    String text =
        with(
            "vpc: vpc-0a1b2c3d, subnets: [subnet-00000001, subnet-00000002]",
            "addressSpace: 10.70.0.0/16, subnets: [10.70.1.0/24, 10.70.1.128/25, 10.71.0.0/24]");

    assertThat(problems(text))
        .extracting(Problem::summary)
        .containsExactly(
            "The subnets 10.70.1.0/24 and 10.70.1.128/25 overlap.",
            "The subnet 10.71.0.0/24 is not inside the address space 10.70.0.0/16.");
  }

  @Test
  void aBlueprintIsForOneCloud() {
    assertThat(problem(GOOD.replace("aws: {region: eu-west-1}\n", "")).summary())
        .isEqualTo("The blueprint names no cloud.");
    assertThat(problem(GOOD + "gateway: {}\n").summary())
        .isEqualTo("`gateway` is of Azure, and this blueprint is for AWS.");
    assertThat(problem(Examples.GOOD + "mirror: {target: networkLoadBalancer, vni: 1}\n").summary())
        .isEqualTo("`mirror` is of AWS, and this blueprint is for Azure.");
    assertThat(problem(GOOD.replaceAll("(?ms)^mirror:.*(?=^appliances)", "")).summary())
        .isEqualTo("The blueprint needs the key `mirror`.");
  }

  @Test
  void limitsAreThoseOfTheUsersFile() throws Exception {
    Path file = folder.resolve("limits.yaml");
    Files.writeString(
        file,
        "rulesPerMirrorFilter: {check: TM-2, values: [2], date: \"2026-11-22\", source: x}\n");

    assertThat(problems(GOOD, Map.of(BlueprintLoader.AWS_LIMITS_VARIABLE, file.toString())))
        .extracting(Problem::summary)
        .containsExactly("A traffic mirror filter has at most 2 rules, and these are 3.");
  }
}
