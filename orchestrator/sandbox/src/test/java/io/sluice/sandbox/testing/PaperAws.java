package io.sluice.sandbox.testing;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloudwatch.CloudWatch;
import io.sluice.sandbox.aws.elb.Elb;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.HttpServer;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Tls;
import io.sluice.sandbox.machine.TimeScale;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Load balancing and CloudWatch behind a door of their own, over instances and a network that a
 * test writes down. A minute of the cloud takes five seconds of {@link #clock}.
 */
public final class PaperAws implements Compute, Network, AutoCloseable {
  public static final String REGION = "eu-west-1";
  public static final String VPC = "vpc-0a1b2c3d4e5f60001";
  public static final String SUBNET_A = "subnet-0a1b2c3d4e5f60001";
  public static final String SUBNET_B = "subnet-0a1b2c3d4e5f60002";

  /** In zone b too. */
  public static final String SUBNET_B2 = "subnet-0a1b2c3d4e5f60003";

  public final HandClock clock = new HandClock();
  public final Map<String, Health> health = new ConcurrentHashMap<>();
  public final Map<String, Long> received = new ConcurrentHashMap<>();

  /** ARNs that something stands on. */
  public final Set<String> used = ConcurrentHashMap.newKeySet();

  public final Elb elb;
  public final CloudWatch cloudWatch;

  private final Map<String, Ec2Instance> instances = new ConcurrentSkipListMap<>();
  private final Map<String, Eni> interfaces = new ConcurrentSkipListMap<>();
  private final AtomicInteger next = new AtomicInteger(16);
  private final HttpServer server;

  public PaperAws() {
    Rooms rooms = new Rooms();
    elb = new Elb(rooms, new TimeScale(12), clock);
    cloudWatch = new CloudWatch(rooms, new TimeScale(12), clock);
    rooms.set((Compute) this);
    rooms.set((Network) this);
    rooms.set(elb);
    server = new HttpServer(Tls.create().context(), this::answer);
  }

  private Response answer(Request request) {
    Caller caller = Caller.of(request).orElseThrow();
    return caller.service().equals(Elb.SERVICE)
        ? elb.handle(request, caller)
        : cloudWatch.handle(request, caller);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** An AWS client for it. */
  public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint())
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** Adds an instance, or changes one. */
  public void instance(String id, String zone, String state, Map<String, String> tags) {
    instances.put(
        id,
        new Ec2Instance(
            id,
            REGION,
            state,
            "c6in.large",
            "ami-1",
            VPC,
            zone.endsWith("a") ? SUBNET_A : SUBNET_B,
            zone,
            "10.60.0.9",
            "",
            null,
            tags,
            clock.instant()));
  }

  public Collection<Eni> balancerInterfaces() {
    return interfaces.values();
  }

  @Override
  public Health health(String targetGroupArn, String instanceId) {
    return health.getOrDefault(instanceId, Health.INITIAL);
  }

  @Override
  public long networkIn(String instanceId) {
    return received.getOrDefault(instanceId, 0L);
  }

  @Override
  public Set<String> regions() {
    return Set.of(REGION);
  }

  @Override
  public Ec2Instance run(Launch launch) {
    throw new UnsupportedOperationException("no room under test runs instances");
  }

  @Override
  public void terminate(String region, Collection<String> instanceIds) {
    instanceIds.forEach(instances::remove);
  }

  @Override
  public Optional<Ec2Instance> instance(String region, String instanceId) {
    return Optional.ofNullable(instances.get(instanceId));
  }

  @Override
  public List<Ec2Instance> instances(String region) {
    return List.copyOf(instances.values());
  }

  @Override
  public List<Eni> interfaces(String region) {
    return List.copyOf(interfaces.values());
  }

  @Override
  public Map<String, String> zones(String region) {
    return new TreeMap<>(
        Map.of(SUBNET_A, region + "a", SUBNET_B, region + "b", SUBNET_B2, region + "b"));
  }

  @Override
  public Eni createBalancerInterface(
      String region, String subnetId, String type, String description) {
    int number = next.incrementAndGet();
    String id = "eni-%017x".formatted(number);
    String zone = Optional.ofNullable(zones(region).get(subnetId)).orElseThrow();
    String address = "10.60.%d.%d".formatted(zone.endsWith("a") ? 0 : 32, number);
    Eni eni =
        new Eni(
            id,
            region,
            VPC,
            subnetId,
            zone,
            address,
            "02:00:00:00:00:01",
            type,
            null,
            0,
            List.of());
    interfaces.put(id, eni);
    return eni;
  }

  @Override
  public void deleteInterface(String region, String eniId) {
    interfaces.remove(eniId);
  }

  @Override
  public List<MirrorSession> mirrorSessions(String region) {
    return List.of();
  }

  @Override
  public List<GatewayEndpoint> gatewayEndpoints(String region) {
    return List.of();
  }

  @Override
  public boolean uses(String region, String balancerArn) {
    return used.contains(balancerArn);
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void close() {
    cloudWatch.close();
    server.close();
  }
}
