package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.cloud.Permissions;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rooms around: machines that run at once, a balancer that spreads what it is given evenly over
 * its targets, and a network that finds them as a test says.
 */
final class FakeCloud implements Compute, Balancers, Network, Permissions {
  static final String REGION = "eu-west-1";
  static final String SUBNET_A = "subnet-a";
  static final String SUBNET_B = "subnet-b";
  static final String TARGETS =
      "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/mirror/1";
  static final String TEMPLATE = "lt-0123";

  private final Map<String, Ec2Instance> instances = new LinkedHashMap<>();
  private final Set<String> registered = new LinkedHashSet<>();
  private final Map<String, Health> found = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Double> received = new HashMap<>();
  private final Set<String> forbidden = new TreeSet<>();
  private long version = 1;
  private Health usual = Health.HEALTHY;
  private double bytesPerSecond;
  private long balancedUntil = System.nanoTime();
  private @Nullable String refusal;
  private int launched;
  private int counted;

  synchronized void newTemplateVersion() {
    version++;
  }

  /** What is found of targets of which nothing else is said. */
  synchronized void findTargets(Health health) {
    usual = health;
  }

  synchronized void find(String instanceId, Health health) {
    found.put(instanceId, health);
  }

  /** How often its health was asked for. */
  synchronized int asked(String instanceId) {
    return asked.getOrDefault(instanceId, 0);
  }

  /** How often somebody read a counter of bytes. */
  synchronized int counted() {
    return counted;
  }

  synchronized void load(double perSecond) {
    balance();
    bytesPerSecond = perSecond;
  }

  synchronized void refuseLaunches(@Nullable String why) {
    refusal = why;
  }

  synchronized void forbid(String action) {
    forbidden.add(action);
  }

  synchronized List<String> registered() {
    return List.copyOf(registered);
  }

  synchronized List<Ec2Instance> running() {
    return instances.values().stream().filter(i -> i.state().equals("running")).toList();
  }

  private void balance() {
    long now = System.nanoTime();
    double bytes = bytesPerSecond * (now - balancedUntil) / 1e9;
    balancedUntil = now;
    registered.forEach(id -> received.merge(id, bytes / registered.size(), Double::sum));
  }

  @Override
  public synchronized Ec2Instance run(Launch launch) {
    if (refusal != null) {
      throw AwsException.badRequest("InsufficientInstanceCapacity", refusal);
    }
    Ec2Instance instance =
        new Ec2Instance(
            "i-%017d".formatted(++launched),
            launch.region(),
            "running",
            "c6in.large",
            "ami-1",
            "vpc-1",
            launch.subnetId(),
            zones(launch.region()).getOrDefault(launch.subnetId(), ""),
            "10.60.0." + launched,
            "",
            null,
            launch.tags(),
            Instant.now());
    instances.put(instance.id(), instance);
    return instance;
  }

  @Override
  public synchronized void terminate(String region, Collection<String> ids) {
    for (String id : ids) {
      instances.remove(id);
    }
  }

  @Override
  public synchronized Optional<Ec2Instance> instance(String region, String id) {
    return Optional.ofNullable(instances.get(id));
  }

  @Override
  public synchronized Optional<LaunchTemplate> launchTemplate(
      String region, String template, String wanted) {
    return Set.of(TEMPLATE, "fleet").contains(template)
        ? Optional.of(
            new LaunchTemplate(
                TEMPLATE,
                "fleet",
                wanted.startsWith("$") ? version : Long.parseLong(wanted),
                "ami-1",
                "c6in.large"))
        : Optional.empty();
  }

  @Override
  public Map<String, String> zones(String region) {
    return Map.of(SUBNET_A, region + "a", SUBNET_B, region + "b");
  }

  @Override
  public synchronized void register(String targetGroupArn, String instanceId) {
    balance();
    registered.add(instanceId);
  }

  @Override
  public synchronized void deregister(String targetGroupArn, String instanceId) {
    balance();
    registered.remove(instanceId);
  }

  @Override
  public List<TargetGroup> targetGroups(String region) {
    return List.of(
        new TargetGroup(
            TARGETS,
            region,
            "mirror",
            "UDP",
            4789,
            "vpc-1",
            new TargetGroup.HealthCheck("HTTP", 8080, "/health", 10, 6, 3, 3),
            Map.of(),
            List.of()));
  }

  @Override
  public synchronized Health health(String targetGroupArn, String instanceId) {
    asked.merge(instanceId, 1, Integer::sum);
    return found.getOrDefault(instanceId, usual);
  }

  @Override
  public synchronized long networkIn(String instanceId) {
    counted++;
    balance();
    return Math.round(received.getOrDefault(instanceId, 0.0));
  }

  @Override
  public synchronized boolean allows(Caller caller, String action, String resource) {
    return !caller.accessKey().startsWith("ASIA") || !forbidden.contains(action + " " + resource);
  }

  @Override
  public Set<String> regions() {
    return Set.of(REGION);
  }

  @Override
  public synchronized List<Ec2Instance> instances(String region) {
    return List.copyOf(instances.values());
  }

  @Override
  public List<Eni> interfaces(String region) {
    return List.of();
  }

  @Override
  public Eni createBalancerInterface(
      String region, String subnetId, String type, String description) {
    throw new UnsupportedOperationException("no group asks for that");
  }

  @Override
  public void deleteInterface(String region, String eniId) {
    throw new UnsupportedOperationException("no group asks for that");
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
    return false;
  }

  @Override
  public List<Balancer> balancers(String region) {
    return List.of();
  }

  @Override
  public void onChange(Runnable listener) {}
}
