package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.boot.UserData;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Ref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a blueprint means in AWS, and in which order it is built. */
class TopologyTest {
  @RegisterExtension
  static WireMockExtension aws =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Canned cloud;

  @BeforeEach
  void open() {
    cloud = new Canned(aws);
    cloud.object(
        "GET", "/sluicetrading.*", Canned.s3(404, "NoSuchBucket", "The bucket does not exist"));
    cloud.answer("GetRole", Canned.query(404, "NoSuchEntity", "The role cannot be found."));
    cloud.answer(
        "GetInstanceProfile", Canned.query(404, "NoSuchEntity", "The profile cannot be found."));
    cloud.answer(
        "DescribeVpcs",
        "<R><vpcSet><item><vpcId>%s</vpcId><cidrBlock>10.60.0.0/16</cidrBlock>"
                .formatted(Fixtures.VPC)
            + "<cidrBlockAssociationSet>"
            + block("10.60.0.0/16", "associated")
            + block("100.64.0.0/16", "associated")
            + block("10.99.0.0/16", "disassociated")
            + "</cidrBlockAssociationSet>"
            + "</item></vpcSet></R>");
    cloud.answer(
        "DescribeSubnets",
        "<R><subnetSet><item><subnetId>subnet-0a1b2c3d4e5f60001</subnetId><vpcId>%s</vpcId>"
                .formatted(Fixtures.VPC)
            + "<availabilityZone>eu-west-1b</availabilityZone></item></subnetSet></R>");
    cloud.answer(
        "DescribeAvailabilityZones",
        "<R><availabilityZoneInfo><item><zoneName>eu-west-1c</zoneName></item>"
            + "<item><zoneName>eu-west-1a</zoneName></item>"
            + "<item><zoneName>eu-west-1b</zoneName></item></availabilityZoneInfo></R>");
  }

  private static String block(String range, String state) {
    return "<item><cidrBlock>%s</cidrBlock><cidrBlockState><state>%s</state></cidrBlockState></item>"
        .formatted(range, state);
  }

  private AwsProvider provider(String network, String target) {
    return AwsProvider.open(
        Fixtures.blueprint(folder, network, target, "c6in.xlarge"),
        Fixtures.session(aws.baseUrl()),
        Fixtures.bundle(folder));
  }

  private <R> R one(List<Desired<?>> desired, Class<R> type) {
    return desired.stream()
        .map(Desired::resource)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> ranges(List<SecurityGroup.Rule> rules) {
    return rules.stream().map(SecurityGroup.Rule::toString).toList();
  }

  @Test
  void machinesAdmitTunnelAndProbeFromTheirVpcAndReachHttpsOnly() {
    SecurityGroup group =
        one(provider(Fixtures.OWN, "networkLoadBalancer").desired(), SecurityGroup.class);
    assertThat(ranges(group.ingress()))
        .containsExactly("tcp 8080 10.90.0.0/16", "udp 4789 10.90.0.0/16");
    assertThat(ranges(group.egress())).containsExactly("tcp 443 0.0.0.0/0");
  }

  @Test
  void behindAGatewayTheTunnelIsGeneve() {
    SecurityGroup group =
        one(provider(Fixtures.OWN, "gatewayLoadBalancer").desired(), SecurityGroup.class);
    assertThat(ranges(group.ingress()))
        .containsExactly("tcp 8080 10.90.0.0/16", "udp 6081 10.90.0.0/16");
  }

  @Test
  void ofAVpcThatIsThereAllRangesCount() {
    SecurityGroup group =
        one(provider(Fixtures.EXISTING, "networkLoadBalancer").desired(), SecurityGroup.class);
    assertThat(ranges(group.ingress()))
        .containsExactly(
            "tcp 8080 10.60.0.0/16",
            "tcp 8080 100.64.0.0/16",
            "udp 4789 10.60.0.0/16",
            "udp 4789 100.64.0.0/16");
  }

  @Test
  void subnetsOfOurOwnTakeTheZonesInAwsOrder() {
    assertThat(
            provider(Fixtures.OWN, "networkLoadBalancer").desired().stream()
                .map(one -> (Object) one.resource()))
        .contains(
            new Subnet(Ref.own(VirtualPrivateCloud.TYPE, "network"), "10.90.1.0/24", "eu-west-1a"),
            new Subnet(Ref.own(VirtualPrivateCloud.TYPE, "network"), "10.90.2.0/24", "eu-west-1b"));
  }

  @Test
  void aSubnetThatIsNotInTheVpcIsSaidBeforeAnythingIsMade() {
    String wrong = "{vpc: " + Fixtures.VPC + ", subnets: [subnet-0123456789abcdef0]}";
    assertThatThrownBy(() -> provider(wrong, "gatewayLoadBalancer").desired())
        .isInstanceOf(ProblemException.class)
        .hasMessage("There is no subnet `subnet-0123456789abcdef0` in VPC `" + Fixtures.VPC + "`.");
  }

  @Test
  void aVpcThatIsNotThereIsSaidBeforeAnythingIsMade() {
    String wrong = "{vpc: vpc-0123456789abcdef0, subnets: [subnet-0a1b2c3d4e5f60001]}";
    assertThatThrownBy(() -> provider(wrong, "networkLoadBalancer").desired())
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            "There is no VPC `vpc-0123456789abcdef0` in region eu-west-1 of account"
                + " 123456789012.");
  }

  @Test
  void nothingStartsBeforeWhatItNeeds() {
    Plan plan = new Planner(provider(Fixtures.OWN, "networkLoadBalancer")).plan();
    List<String> order =
        plan.steps().stream().map(Step::change).map(change -> change.key().toString()).toList();
    String group = AutoScalingGroup.TYPE + "/appliances";
    for (String first :
        List.of(
            MailboxObject.TYPE + "/bundle",
            MailboxObject.TYPE + "/config",
            LaunchTemplate.TYPE + "/appliances",
            Role.TYPE + "/machines",
            S3Endpoint.TYPE + "/s3-endpoint")) {
      assertThat(order).containsSubsequence(first, group);
    }
    assertThat(order).containsSubsequence(Bucket.TYPE + "/mailbox", MailboxObject.TYPE + "/bundle");
    assertThat(order).containsSubsequence(group, LifecycleHook.TYPE + "/drain");
    assertThat(order).containsSubsequence(group, ScalingPolicy.TYPE + "/throughput");
  }

  @Test
  void scalesOnBytesPerMinuteAndMachine() {
    ScalingPolicy policy =
        one(provider(Fixtures.EXISTING, "networkLoadBalancer").desired(), ScalingPolicy.class);
    assertThat(policy.bytesPerMinute()).isEqualTo(4_000_000_000L * 60 / 8);
    assertThat(policy.metric()).isEqualTo("ASGAverageNetworkIn");
    assertThat(policy.warmupSeconds()).isEqualTo(300);
  }

  @Test
  void machinesMayReadAndWriteTheirMailboxAndSayThatTheyHaveDrained() {
    Role role = one(provider(Fixtures.EXISTING, "networkLoadBalancer").desired(), Role.class);
    String bucket = bucket();
    assertThat(role.policy())
        .isEqualTo(
            ("{`Statement`:[{`Action`:[`s3:GetObject`],`Effect`:`Allow`,"
                    + "`Resource`:[`B/bundle/*`,`B/config/*`,`B/search/requests.json`,"
                    + "`B/search/*/answer.json`]},{`Action`:[`s3:PutObject`],`Effect`:`Allow`,"
                    + "`Resource`:[`B/status/*`,`B/capture/*`,`B/search/*/*`,`B/flows/*`,`B/lake/*`]},"
                    + "{`Action`:[`s3:ListBucket`],`Effect`:`Allow`,`Resource`:[`B`]},"
                    + "{`Action`:[`autoscaling:CompleteLifecycleAction`],`Effect`:`Allow`,"
                    + "`Resource`:[`arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:"
                    + "autoScalingGroupName/trading-appliances`]}],`Version`:`2012-10-17`}")
                .replace('`', '"')
                .replace("\"B", "\"arn:aws:s3:::" + bucket));
    assertThat(role.trust()).contains("ec2.amazonaws.com").doesNotContain("*");
  }

  private String bucket() {
    return new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder))
        .mailbox()
        .bucket();
  }

  @Test
  void aPolicyIsTheSameHoweverIamWritesIt() {
    String ours = Policies.allow(List.of(Map.of("Action", List.of("s3:GetObject"))));
    String theirs =
        "%7B%20%22Version%22%3A%222012-10-17%22%2C%0A%22Statement%22%3A%5B%7B%22Effect%22%3A"
            + "%22Allow%22%2C%22Action%22%3A%5B%22s3%3AGetObject%22%5D%7D%5D%7D";
    assertThat(Policies.read(theirs)).isEqualTo(ours);
    assertThat(Policies.read(ours)).isEqualTo(ours);
  }

  @Test
  void theTemplateTellsAMachineWhereItsMailboxIsAndWhomToTellThatItHasDrained() throws IOException {
    cloud.answer(
        "CreateLaunchTemplate",
        "<R><launchTemplate><launchTemplateId>lt-1</launchTemplateId></launchTemplate></R>");
    Workspace at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
    LaunchTemplate template =
        LaunchTemplate.of(
            at, Ref.existing("arn:aws:iam::123456789012:instance-profile/p"), Ref.existing("sg-1"));
    new LaunchTemplate.Type(at).create(Canned.wanted("appliances", template));
    Map<String, String> sent = cloud.sent("CreateLaunchTemplate").getFirst();
    assertThat(sent)
        .containsEntry("LaunchTemplateData.MetadataOptions.HttpTokens", "required")
        .containsEntry("LaunchTemplateData.Monitoring.Enabled", "true")
        .containsEntry("LaunchTemplateData.InstanceType", "c6in.xlarge")
        .containsEntry("LaunchTemplateData.SecurityGroupId.1", "sg-1")
        .containsKey("ClientToken");
    byte[] userData = Base64.getDecoder().decode(sent.get("LaunchTemplateData.UserData"));
    assertThat(userData.length).as("EC2's limit").isLessThan(16 * 1024);
    BootDocument boot = UserData.bootDocument(new String(userData, StandardCharsets.UTF_8));
    assertThat(boot.mailbox())
        .isEqualTo(BootDocument.Mailbox.s3(aws.baseUrl() + "/" + bucket(), "eu-west-1"));
    assertThat(boot.leave())
        .isEqualTo(
            new BootDocument.Leave(
                aws.baseUrl(), "eu-west-1", "trading-appliances", "trading-drain"));
    assertThat(boot.mirror()).isEqualTo(new BootDocument.MirrorTunnel("vxlan", 4021, 4789));
  }

  @Test
  void oneStepOfOnePlanAlwaysSendsTheSameTokenAndTheNextPlanAnother() {
    Workspace at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
    String token = at.token("kind", "id", 1);
    assertThat(at.token("kind", "id", 1)).isEqualTo(token);
    assertThat(Set.of(at.token("kind", "id", 2), at.token("other", "id", 1))).doesNotContain(token);
    at.newPass();
    assertThat(at.token("kind", "id", 1)).isNotEqualTo(token);
  }
}
