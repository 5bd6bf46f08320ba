package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.aws.cloudwatch.CloudWatch;
import io.sluice.sandbox.aws.elb.Elb;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.NoScaleSets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ResourceInUseException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetNotFoundException;

/** Load balancing among the other services of a whole sandbox. */
class BalancedSandboxTest {
  private static final String SUBNET_A = "subnet-0a1b2c3d4e5f60001";
  private static final String SUBNET_B = "subnet-0a1b2c3d4e5f60002";

  @TempDir Path dir;
  private Sandbox sandbox;
  private CloudWatch cloudWatch;
  private ElasticLoadBalancingV2Client elb;
  private Ec2Client ec2;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.in(dir), cell -> new NoScaleSets());
    AwsCloud aws = sandbox.aws();
    Elb room = new Elb(aws.rooms(), new TimeScale(1_000));
    aws.rooms().set(room);
    aws.register(Elb.SERVICE, room::handle);
    cloudWatch = new CloudWatch(aws.rooms(), new TimeScale(1_000));
    aws.register(CloudWatch.SERVICE, cloudWatch::handle);
    cloudWatch.start();
    elb = client(ElasticLoadBalancingV2Client.builder());
    ec2 = client(Ec2Client.builder());
  }

  @AfterEach
  void close() {
    elb.close();
    ec2.close();
    cloudWatch.close();
    sandbox.close();
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(sandbox.http())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private LoadBalancer balancer() throws Exception {
    LoadBalancer made =
        elb.createLoadBalancer(
                to ->
                    to.name("mirror")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets(SUBNET_A, SUBNET_B))
            .loadBalancers()
            .getFirst();
    Await.until(
        "the balancer is active",
        () ->
            elb.describeLoadBalancers()
                .loadBalancers()
                .getFirst()
                .state()
                .codeAsString()
                .equals("active"));
    return made;
  }

  private List<NetworkInterface> interfaces() {
    return ec2.describeNetworkInterfaces(
            to ->
                to.filters(
                    Filter.builder()
                        .name("interface-type")
                        .values("network_load_balancer")
                        .build()))
        .networkInterfaces();
  }

  @Test
  void aBalancerHasAnInterfaceInEachSubnetWhichGoesWithIt() throws Exception {
    LoadBalancer made = balancer();

    assertThat(made.vpcId()).isEqualTo("vpc-0a1b2c3d4e5f60001");
    assertThat(interfaces())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.description()).startsWith("ELB net/mirror/"))
        .extracting(NetworkInterface::subnetId)
        .containsExactlyInAnyOrder(SUBNET_A, SUBNET_B);
    elb.deleteLoadBalancer(to -> to.loadBalancerArn(made.loadBalancerArn()));
    assertThat(interfaces()).isEmpty();
  }

  @Test
  void aBalancerThatIsAMirrorTargetCannotBeDeleted() throws Exception {
    String arn = balancer().loadBalancerArn();
    String target =
        ec2.createTrafficMirrorTarget(to -> to.networkLoadBalancerArn(arn))
            .trafficMirrorTarget()
            .trafficMirrorTargetId();

    assertThatThrownBy(() -> elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn)))
        .isInstanceOf(ResourceInUseException.class);
    ec2.deleteTrafficMirrorTarget(to -> to.trafficMirrorTargetId(target));
    elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn));

    assertThat(elb.describeLoadBalancers().loadBalancers()).isEmpty();
    assertThatThrownBy(() -> ec2.createTrafficMirrorTarget(to -> to.networkLoadBalancerArn(arn)))
        .isInstanceOf(Ec2Exception.class);
  }

  @Test
  void aBalancerInASubnetThatIsNotThereIsRefused() {
    assertThatThrownBy(
            () ->
                elb.createLoadBalancer(
                    to ->
                        to.name("mirror")
                            .type(LoadBalancerTypeEnum.GATEWAY)
                            .subnets(SUBNET_A, "subnet-0000")))
        .isInstanceOf(SubnetNotFoundException.class);
  }

  @Test
  void metricsAndAlarmsAreAskedForAtTheSameDoor() {
    try (CloudWatchClient client = client(CloudWatchClient.builder())) {
      assertThat(client.describeAlarms().metricAlarms()).isEmpty();
    }
    assertThat(sandbox.gate().calls().toJson().toString()).contains("cloudwatch:DescribeAlarms");
  }
}
