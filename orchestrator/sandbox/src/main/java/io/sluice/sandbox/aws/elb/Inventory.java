package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What stands in one region, by ARN. Thread-safe; several steps that belong together are not. */
final class Inventory {
  final Map<String, LoadBalancer> balancers = new ConcurrentSkipListMap<>();
  final Map<String, Group> groups = new ConcurrentSkipListMap<>();
  final Map<String, Listener> listeners = new ConcurrentSkipListMap<>();

  LoadBalancer balancer(String arn) {
    return found(
        balancers.get(Arns.check("loadbalancer", "load balancer", arn)),
        "LoadBalancerNotFound",
        "Load balancer '%s' not found".formatted(arn));
  }

  Group group(String arn) {
    return found(
        groups.get(Arns.check("targetgroup", "target group", arn)),
        "TargetGroupNotFound",
        "One or more target groups not found");
  }

  Listener listener(String arn) {
    return found(
        listeners.get(Arns.check("listener", "listener", arn)),
        "ListenerNotFound",
        "One or more listeners not found");
  }

  private static <T> T found(@Nullable T thing, String code, String message) {
    if (thing == null) {
      throw AwsException.badRequest(code, message);
    }
    return thing;
  }

  Optional<LoadBalancer> balancerNamed(String name) {
    return balancers.values().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  Optional<Group> groupNamed(String name) {
    return groups.values().stream().filter(each -> each.settings().name().equals(name)).findFirst();
  }

  List<Listener> listenersOf(LoadBalancer balancer) {
    return listeners.values().stream().filter(each -> each.balancer() == balancer).toList();
  }

  /** The one that the group is behind: these types of balancers share no group. */
  Optional<LoadBalancer> balancerOf(Group group) {
    return listeners.values().stream()
        .filter(each -> each.settings().targetGroup().equals(group.arn()))
        .map(Listener::balancer)
        .findFirst();
  }

  /** Balancer, target group or listener. */
  Tagged tagged(String arn) {
    if (arn.contains(":listener/")) {
      return listener(arn);
    }
    return arn.contains(":targetgroup/") ? group(arn) : balancer(arn);
  }

  /** Those asked for by ARN, in the order of all; all of them when none is asked for. */
  static <T extends Tagged> List<T> chosen(Collection<T> all, Collection<String> arns) {
    return all.stream().filter(each -> arns.isEmpty() || arns.contains(each.arn())).toList();
  }
}
