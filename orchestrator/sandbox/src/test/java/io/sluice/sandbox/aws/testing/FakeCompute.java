package io.sluice.sandbox.aws.testing;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Instances that are there because a test says so. */
public final class FakeCompute implements Compute {
  public static final String REGION = "eu-west-1";

  private final Map<String, Ec2Instance> instances = new ConcurrentHashMap<>();

  /** An instance of that id with one interface; it is running. */
  public void add(String id, String instanceProfile, String userData) {
    instances.put(
        id,
        new Ec2Instance(
            id,
            REGION,
            "running",
            "c6in.large",
            "ami-0abc",
            "vpc-1",
            "subnet-1",
            "eu-west-1a",
            "10.60.0.9",
            userData.isEmpty()
                ? ""
                : Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)),
            instanceProfile,
            Map.of(),
            Instant.parse("2026-01-02T03:04:05Z")));
  }

  @Override
  public Set<String> regions() {
    return Set.of("us-east-1", REGION);
  }

  @Override
  public Ec2Instance run(Launch launch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void terminate(String region, Collection<String> instanceIds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Ec2Instance> instance(String region, String instanceId) {
    return Optional.ofNullable(instances.get(instanceId)).filter(i -> i.region().equals(region));
  }

  @Override
  public List<Ec2Instance> instances(String region) {
    return List.copyOf(instances.values());
  }

  @Override
  public List<Eni> interfaces(String region) {
    return instances.keySet().stream()
        .map(
            id ->
                new Eni(
                    "eni-" + id.substring(2),
                    REGION,
                    "vpc-1",
                    "subnet-1",
                    "eu-west-1a",
                    "10.60.0.9",
                    "02:00:00:00:00:09",
                    "interface",
                    id,
                    0,
                    List.of("sg-1", "sg-2")))
        .toList();
  }

  @Override
  public Map<String, String> zones(String region) {
    return Map.of("subnet-1", "eu-west-1a");
  }

  @Override
  public Eni createBalancerInterface(
      String region, String subnetId, String type, String description) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteInterface(String region, String eniId) {
    throw new UnsupportedOperationException();
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
  public void onChange(Runnable listener) {}
}
