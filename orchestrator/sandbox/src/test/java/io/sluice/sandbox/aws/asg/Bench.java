package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.cloud.Permissions;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.HttpServer;
import io.sluice.sandbox.http.Tls;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/** Auto Scaling behind a real port, asked by AWS's own client, among rooms that obey a test. */
final class Bench implements AutoCloseable {
  static final String GROUP = "fleet";

  final FakeCloud cloud = new FakeCloud();
  final Alarms alarms = new Alarms();
  final AutoScaling autoScaling;
  private final HttpServer server;
  final AutoScalingClient client;

  /**
   * @param scale how much faster than in the cloud
   */
  Bench(double scale) {
    Rooms rooms = new Rooms();
    rooms.set((Compute) cloud);
    rooms.set((Balancers) cloud);
    rooms.set((Network) cloud);
    rooms.set((Permissions) cloud);
    autoScaling =
        new AutoScaling(rooms, alarms, new Pace(new TimeScale(scale), Duration.ofMillis(20)));
    server =
        new HttpServer(
            Tls.create().context(),
            request -> autoScaling.service().handle(request, Caller.of(request).orElseThrow()));
    client = client("AKIATEST");
  }

  /** {@code ASIA...} is a machine's. */
  AutoScalingClient client(String accessKey) {
    return AutoScalingClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
        .region(Region.of(FakeCloud.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** A group of both zones, registered with the target group, with this many instances. */
  void create(int min, int max, Consumer<CreateAutoScalingGroupRequest.Builder> more) {
    client.createAutoScalingGroup(
        request -> {
          request
              .autoScalingGroupName(GROUP)
              .launchTemplate(t -> t.launchTemplateName("fleet").version("$Latest"))
              .vpcZoneIdentifier(FakeCloud.SUBNET_A + "," + FakeCloud.SUBNET_B)
              .minSize(min)
              .maxSize(max)
              .targetGroupARNs(FakeCloud.TARGETS)
              .healthCheckType("ELB");
          more.accept(request);
        });
  }

  AutoScalingGroup group() {
    return client
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(GROUP))
        .autoScalingGroups()
        .getFirst();
  }

  boolean gone() {
    return client
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(GROUP))
        .autoScalingGroups()
        .isEmpty();
  }

  List<String> inService() {
    return group().instances().stream()
        .filter(instance -> instance.lifecycleStateAsString().equals("InService"))
        .map(Instance::instanceId)
        .toList();
  }

  String stateOf(String instanceId) {
    return group().instances().stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .map(Instance::lifecycleStateAsString)
        .findFirst()
        .orElse("gone");
  }

  /** Waits until exactly so many serve and nothing else is there. */
  List<String> awaitInService(int count) throws Exception {
    Await.until(
        count + " instances serve",
        () -> inService().size() == count && group().instances().size() == count);
    return inService();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    autoScaling.close();
  }
}
