package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.Places;
import io.sluice.it.stage.Amazon;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Outcome;
import io.sluice.it.stage.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person gets wrong about AWS: one clear sentence each, and nothing is created. */
@ResourceLock(Loopback.AWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsBadInputIT {
  private Shell shell;
  private Amazon amazon;
  private Set<String> before;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    shell = new Shell(home);
    shell.orchestrator("sandbox", "start").succeeds();
    amazon = shell.amazon();
  }

  @BeforeEach
  void look() {
    before = everything();
  }

  @AfterAll
  void stop() throws Exception {
    amazon.close();
    shell.orchestrator("sandbox", "stop").succeeds();
    assertThat(shell.processes()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a VNI over 24 bits    | vni: 4021 | vni: 16777216                    | 16777215",
        "packet length 9000    | vni: 4021 | '{vni: 4021, packetLength: 9000}' | 8500",
        "no region             | '  region: eu-west-1' | '  {}'               | region",
        "a Graviton type       | c6in.     | c7gn.                            | Graviton",
        "a misspelt target     | networkLoadBalancer | networkLoadbalancer    |"
            + " networkLoadBalancer",
      })
  void isToldWithItsPlaceInOneSentence(String mistake, String from, String to, String named)
      throws Exception {
    String value = to.startsWith("{vni") ? "vni: 4021\n  packetLength: 9000" : to;
    Path file = shell.write("wrong.yaml", Blueprints.edit(netops(), from, value));

    Outcome outcome = apply(file).failsWithSentence();

    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).as(mistake).contains(named).containsPattern("wrong\\.yaml:\\d+:\\d+");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void elevenRulesAreOneTooMany() throws Exception {
    String rules = "    - {direction: ingress, protocol: tcp, ports: 1}\n".repeat(11);
    Path file =
        shell.write(
            "wrong.yaml",
            Blueprints.edit(netops(), "vni: 4021\n", "vni: 4021\n  accept:\n" + rules));

    Outcome outcome = apply(file).failsWithSentence();

    assertThat(outcome.err()).contains("at most 10 rules, and these are 11");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() throws Exception {
    Path file = shell.write("wrong.yaml", interfaces("eni-0fffffffffffffff0"));

    Outcome outcome = apply(file).failsWithSentence();

    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("eni-0fffffffffffffff0");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void anInterfaceInAnotherVpcNeedsARoute() throws Exception {
    String vpc = amazon.ec2().createVpc(r -> r.cidrBlock("10.77.0.0/16")).vpc().vpcId();
    String subnet =
        amazon.ec2().createSubnet(r -> r.vpcId(vpc).cidrBlock("10.77.1.0/24")).subnet().subnetId();
    String instance = amazon.run(1, subnet, Map.of("team", "far")).getFirst();
    Set<String> with = everything();
    Path file = shell.write("wrong.yaml", interfaces(amazon.interfaces(instance).getFirst()));

    Outcome outcome = apply(file).failsWithSentence();

    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains(vpc).containsIgnoringCase("route");
    assertThat(everything()).isEqualTo(with);
    amazon.ec2().terminateInstances(r -> r.instanceIds(instance));
    amazon.ec2().deleteSubnet(r -> r.subnetId(subnet));
    amazon.ec2().deleteVpc(r -> r.vpcId(vpc));
  }

  @Test
  void aFourthSessionOnAnInterfaceIsSkippedAndSaidInThePlan() throws Exception {
    String eni = amazon.interfaces(amazon.run(1, Amazon.SUBNET_A, Map.of()).getFirst()).getFirst();
    var target =
        amazon
            .ec2()
            .createTrafficMirrorTarget(
                r ->
                    r.networkInterfaceId(
                        amazon
                            .interfaces(
                                amazon.run(1, Amazon.SUBNET_A, Map.of("role", "tool")).getFirst())
                            .getFirst()))
            .trafficMirrorTarget()
            .trafficMirrorTargetId();
    var filter =
        amazon
            .ec2()
            .createTrafficMirrorFilter(r -> {})
            .trafficMirrorFilter()
            .trafficMirrorFilterId();
    for (int number = 1; number <= 3; number++) {
      int session = number;
      amazon
          .ec2()
          .createTrafficMirrorSession(
              r ->
                  r.networkInterfaceId(eni)
                      .trafficMirrorTargetId(target)
                      .trafficMirrorFilterId(filter)
                      .sessionNumber(session));
    }
    Path file = shell.write("crowded.yaml", interfaces(eni));

    Outcome plan = shell.orchestrator("plan", file, "--sandbox").succeeds();

    assertThat(plan.err()).contains(eni).contains("sessions");
    assertThat(plan.out()).contains("0 to link");
    amazon
        .sessions()
        .forEach(
            session ->
                amazon
                    .ec2()
                    .deleteTrafficMirrorSession(
                        r -> r.trafficMirrorSessionId(session.trafficMirrorSessionId())));
    amazon.ec2().deleteTrafficMirrorTarget(r -> r.trafficMirrorTargetId(target));
    amazon.ec2().deleteTrafficMirrorFilter(r -> r.trafficMirrorFilterId(filter));
  }

  @Test
  void anInstanceTypeThatCannotBeMirroredIsAWarning() throws Exception {
    String instance =
        amazon
            .ec2()
            .runInstances(
                r ->
                    r.imageId("ami-0123456789abcdef0")
                        .instanceType("t2.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(Amazon.SUBNET_B))
            .instances()
            .getFirst()
            .instanceId();
    Path file = shell.write("old.yaml", interfaces(amazon.interfaces(instance).getFirst()));

    Outcome plan = shell.orchestrator("plan", file, "--sandbox").succeeds();

    assertThat(plan.err()).contains("AWS cannot mirror instances of type `t2.micro`");
  }

  @Test
  void noEgressRuleIsAWarning() throws Exception {
    Path file =
        shell.write(
            "oneway.yaml",
            Blueprints.edit(
                netops(), "vni: 4021\n", "vni: 4021\n  accept: [{direction: ingress}]\n"));

    Outcome validated = shell.orchestrator("validate", file).succeeds();

    assertThat(validated.err()).contains("No rule accepts egress");
  }

  @Test
  void withoutCredentialsTheRealCloudIsRefusedInOneSentence() throws Exception {
    Path file = shell.write("good.yaml", netops());

    Outcome outcome = shell.orchestrator("apply", file, "--auto-approve").failsWithSentence();

    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).containsIgnoringCase("credential");
  }

  private Set<String> everything() {
    return amazon.everything().keySet();
  }

  private static String netops() throws IOException {
    return Files.readString(Places.distribution().resolve("blueprints/aws-mirror-netops.yaml"));
  }

  private static String interfaces(String... ids) throws IOException {
    return netops()
        .replaceAll("(?m)^  - instances: .*$", "  - interfaces: [" + String.join(", ", ids) + "]");
  }

  private Outcome apply(Path file) throws IOException, InterruptedException {
    return shell.orchestrator("apply", file, "--sandbox", "--auto-approve");
  }
}
