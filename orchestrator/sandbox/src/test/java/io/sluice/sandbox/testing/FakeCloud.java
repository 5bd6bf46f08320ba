package io.sluice.sandbox.testing;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.aws.cloud.TargetGroup.HealthCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** EC2 and load balancing as lists that a test writes. */
public final class FakeCloud implements Compute, Balancers {
  public static final String REGION = "eu-west-1";
  public static final String VPC = "vpc-1";
  public static final String ZONE_A = "eu-west-1a";
  public static final String ZONE_B = "eu-west-1b";
  public static final List<MirrorRule> EVERYTHING =
      List.of(
          new MirrorRule(true, 100, true, null, "0.0.0.0/0", "0.0.0.0/0", null, null),
          new MirrorRule(false, 100, true, null, "0.0.0.0/0", "0.0.0.0/0", null, null));

  private final Map<String, Ec2Instance> instances = new LinkedHashMap<>();
  private final Map<String, Eni> interfaces = new LinkedHashMap<>();
  private final Map<String, MirrorSession> sessions = new LinkedHashMap<>();
  private final Map<String, GatewayEndpoint> endpoints = new LinkedHashMap<>();
  private final Map<String, Balancer> balancers = new LinkedHashMap<>();
  private final Map<String, TargetGroup> groups = new LinkedHashMap<>();
  private final AtomicInteger sessionReads = new AtomicInteger();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public Rooms rooms() {
    Rooms rooms = new Rooms();
    rooms.set((Compute) this);
    rooms.set((Balancers) this);
    return rooms;
  }

  /** A running instance {@code i-<ip>} with one interface {@code eni-<ip>}. */
  public FakeCloud running(String ip, String zone) {
    synchronized (this) {
      instances.put(
          "i-" + ip,
          new Ec2Instance(
              "i-" + ip,
              REGION,
              "running",
              "c5.large",
              "ami-1",
              VPC,
              "subnet-" + zone,
              zone,
              ip,
              "",
              null,
              Map.of(),
              Instant.EPOCH));
      interfaces.put("eni-" + ip, eni("eni-" + ip, ip, zone, "i-" + ip));
    }
    return changed();
  }

  private Eni eni(String id, String ip, String zone, String instance) {
    String mac =
        "02:00:00:00:%02x:%02x".formatted(interfaces.size() / 256, interfaces.size() % 256);
    return new Eni(
        id, REGION, VPC, "subnet-" + zone, zone, ip, mac, "interface", instance, 0, List.of());
  }

  /** The instance is gone, with its interface. */
  public FakeCloud terminated(String ip) {
    synchronized (this) {
      instances.remove("i-" + ip);
      interfaces.remove("eni-" + ip);
    }
    return changed();
  }

  public FakeCloud session(
      String ip, int number, int vni, List<MirrorRule> rules, TargetKind kind, String target) {
    return session(
        new MirrorSession(
            "tms-" + ip + "-" + number,
            REGION,
            "eni-" + ip,
            number,
            vni,
            null,
            rules,
            false,
            kind,
            target));
  }

  public FakeCloud session(MirrorSession session) {
    synchronized (this) {
      sessions.put(session.id(), session);
    }
    return changed();
  }

  public FakeCloud endpoint(String id, String zone, String ip, String balancer) {
    synchronized (this) {
      endpoints.put(id, new GatewayEndpoint(id, REGION, VPC, zone, ip, balancer));
    }
    return changed();
  }

  /** A network load balancer {@code nlb} with a UDP listener on 4789 over the group. */
  public FakeCloud networkBalancer(boolean crossZone, Map<String, String> nodes, String group) {
    return balancer("nlb", false, crossZone, nodes, new Balancer.Listener("UDP", 4789, group));
  }

  /** A gateway load balancer {@code gwlb} over the group. */
  public FakeCloud gatewayBalancer(boolean crossZone, Map<String, String> nodes, String group) {
    return balancer("gwlb", true, crossZone, nodes, new Balancer.Listener("GENEVE", 6081, group));
  }

  public FakeCloud balancer(
      String name,
      boolean gateway,
      boolean crossZone,
      Map<String, String> nodes,
      Balancer.Listener... listener) {
    synchronized (this) {
      balancers.put(
          name,
          new Balancer(name, REGION, name, gateway, VPC, nodes, crossZone, List.of(listener)));
    }
    return changed();
  }

  /** A group whose check is HTTP 8080 {@code /health} every second, two out and two back in. */
  public FakeCloud group(
      String arn, int port, Map<String, String> attributes, TargetGroup.Target... targets) {
    return group(
        arn, port, new HealthCheck("HTTP", 8080, "/health", 1, 1, 2, 2), attributes, targets);
  }

  public FakeCloud group(
      String arn,
      int port,
      HealthCheck check,
      Map<String, String> attributes,
      TargetGroup.Target... targets) {
    synchronized (this) {
      groups.put(
          arn,
          new TargetGroup(
              arn,
              REGION,
              arn,
              port == 6081 ? "GENEVE" : "UDP",
              port,
              VPC,
              check,
              attributes,
              List.of(targets)));
    }
    return changed();
  }

  public static TargetGroup.Target target(String ip, int port) {
    return new TargetGroup.Target("i-" + ip, port, false);
  }

  public static TargetGroup.Target draining(String ip, int port) {
    return new TargetGroup.Target("i-" + ip, port, true);
  }

  /** How often all sessions were asked for. */
  public int sessionReads() {
    return sessionReads.get();
  }

  private FakeCloud changed() {
    listeners.forEach(Runnable::run);
    return this;
  }

  @Override
  public Set<String> regions() {
    return Set.of(REGION);
  }

  @Override
  public synchronized Optional<Ec2Instance> instance(String region, String instanceId) {
    return Optional.ofNullable(instances.get(instanceId));
  }

  @Override
  public synchronized List<Ec2Instance> instances(String region) {
    return new ArrayList<>(instances.values());
  }

  @Override
  public synchronized List<Eni> interfaces(String region) {
    return new ArrayList<>(interfaces.values());
  }

  @Override
  public synchronized List<MirrorSession> mirrorSessions(String region) {
    sessionReads.incrementAndGet();
    return new ArrayList<>(sessions.values());
  }

  @Override
  public synchronized List<GatewayEndpoint> gatewayEndpoints(String region) {
    return new ArrayList<>(endpoints.values());
  }

  @Override
  public synchronized List<Balancer> balancers(String region) {
    return new ArrayList<>(balancers.values());
  }

  @Override
  public synchronized List<TargetGroup> targetGroups(String region) {
    return new ArrayList<>(groups.values());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
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
  public Map<String, String> zones(String region) {
    throw new UnsupportedOperationException();
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
  public boolean uses(String region, String balancerArn) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void register(String targetGroupArn, String instanceId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deregister(String targetGroupArn, String instanceId) {
    throw new UnsupportedOperationException();
  }
}
