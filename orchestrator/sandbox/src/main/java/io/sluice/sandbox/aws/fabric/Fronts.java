package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.cloud.Loopback;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Load balancers and target groups at one moment.
 *
 * @param balancers by ARN
 * @param groups by ARN
 */
record Fronts(Map<String, Front> balancers, Map<String, Pool> groups) {
  static final Fronts NONE = new Fronts(Map.of(), Map.of());

  /**
   * Reads them; asks for each registered instance, not for all that there are.
   *
   * @param flows a balancer's flows, old ones where there are any
   */
  static Fronts read(
      Compute compute,
      Balancers rooms,
      Receivers receivers,
      Checks checks,
      Function<String, Flows> flows) {
    Map<String, Front> balancers = new LinkedHashMap<>();
    Map<String, Pool> groups = new LinkedHashMap<>();
    for (String region : compute.regions()) {
      List<Balancer> all = rooms.balancers(region);
      for (TargetGroup group : rooms.targetGroups(region)) {
        Balancer behind = behind(group, all);
        List<Member> members = new ArrayList<>();
        for (TargetGroup.Target target : group.targets()) {
          Ec2Instance instance = compute.instance(region, target.instanceId()).orElse(null);
          if (instance != null && !instance.privateIp().isEmpty()) {
            Receiver receiver = receivers.of(instance.id(), instance.privateIp());
            Check check =
                behind == null
                    ? null
                    : checks.check(
                        group.arn(), receiver, group.healthCheck(), prober(behind, instance));
            members.add(
                new Member(receiver, check, instance.zone(), target.port(), target.draining()));
          }
        }
        groups.put(
            group.arn(),
            new Pool(
                group.arn(),
                group.name(),
                behind != null,
                group.attributes(),
                List.copyOf(members)));
      }
      for (Balancer balancer : all) {
        balancers.put(balancer.arn(), new Front(balancer, groups, flows.apply(balancer.arn())));
      }
    }
    checks.sweep();
    return new Fronts(balancers, groups);
  }

  private static @Nullable Balancer behind(TargetGroup group, List<Balancer> balancers) {
    for (Balancer balancer : balancers) {
      for (Balancer.Listener listener : balancer.listeners()) {
        if (listener.targetGroup().equals(group.arn())) {
          return balancer;
        }
      }
    }
    return null;
  }

  private static InetAddress prober(Balancer balancer, Ec2Instance instance) {
    String own = balancer.addresses().get(instance.zone());
    return Loopback.address(
        own != null ? own : balancer.addresses().values().stream().findFirst().orElse("127.0.0.1"));
  }
}
