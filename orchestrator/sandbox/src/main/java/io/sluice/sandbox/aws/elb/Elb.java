package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.machine.TimeScale;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Elastic Load Balancing. A balancer is provisioned, and a target drained, faster than in the cloud
 * by the time scale.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html">API
 *     reference</a>
 */
public final class Elb implements Balancers {
  /** The service's name in a signature's scope. */
  public static final String SERVICE = "elasticloadbalancing";

  private static final String NAMESPACE =
      "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

  private final State state;
  private final Targets targets;
  private final QueryService service;

  public Elb(Rooms rooms, TimeScale scale) {
    this(rooms, scale, Clock.systemUTC());
  }

  /**
   * @param clock tells when a balancer is active and a target drained
   */
  public Elb(Rooms rooms, TimeScale scale, Clock clock) {
    state = new State(rooms, scale, clock);
    targets = new Targets(state);
    Map<String, Action> actions = new HashMap<>();
    actions.putAll(new LoadBalancerActions(state).actions());
    actions.putAll(new TargetGroupActions(state).actions());
    actions.putAll(new ListenerActions(state).actions());
    actions.putAll(new TargetActions(state, targets).actions());
    actions.putAll(new TagActions(state).actions());
    actions.put("DescribeAccountLimits", (caller, in, out) -> Limits.describe(in, out));
    service = new QueryService(QueryService.Protocol.QUERY, NAMESPACE, actions);
  }

  /** The service as the front door calls it. */
  public QueryService service() {
    return service;
  }

  /** Answers a request of the query protocol. */
  public Response handle(Request request, Caller caller) {
    return service.handle(request, caller);
  }

  @Override
  public List<Balancer> balancers(String region) {
    Inventory all = state.of(region);
    Instant now = state.now();
    return all.balancers.values().stream()
        .filter(each -> !now.isBefore(each.active()))
        .map(
            each ->
                new Balancer(
                    each.arn(),
                    region,
                    each.name(),
                    each.gateway(),
                    each.vpcId(),
                    each.addresses(),
                    crossZone(all, each),
                    all.listenersOf(each).stream().flatMap(Elb::listeners).toList()))
        .toList();
  }

  /** A group may say otherwise than its balancer. */
  private static boolean crossZone(Inventory all, LoadBalancer balancer) {
    List<Group> groups =
        all.listenersOf(balancer).stream()
            .map(each -> all.groups.get(each.settings().targetGroup()))
            .filter(Objects::nonNull)
            .toList();
    return groups.isEmpty()
        ? balancer.attribute(Attributes.CROSS_ZONE)
        : groups.stream().allMatch(each -> each.crossZone(balancer));
  }

  /** One that listens for both protocols is two to the network. */
  private static Stream<Balancer.Listener> listeners(Listener listener) {
    Listener.Settings settings = listener.settings();
    Stream<String> protocols =
        settings.protocol().equals("TCP_UDP")
            ? Stream.of("TCP", "UDP")
            : Stream.of(settings.protocol());
    return protocols.map(
        each -> new Balancer.Listener(each, settings.port(), settings.targetGroup()));
  }

  @Override
  public List<TargetGroup> targetGroups(String region) {
    return state.of(region).groups.values().stream().map(this::snapshot).toList();
  }

  private TargetGroup snapshot(Group group) {
    Group.Settings settings = group.settings();
    HealthCheck check = group.healthCheck();
    return new TargetGroup(
        group.arn(),
        group.region(),
        settings.name(),
        settings.protocol(),
        settings.port(),
        settings.vpcId(),
        new TargetGroup.HealthCheck(
            check.protocol(),
            check.portOf(settings.port()),
            check.path(),
            check.intervalSeconds(),
            check.timeoutSeconds(),
            check.healthyThreshold(),
            check.unhealthyThreshold()),
        group.attributes(),
        targets.of(group).stream().flatMap(each -> target(group, each).stream()).toList());
  }

  private Optional<TargetGroup.Target> target(Group group, Group.Target target) {
    return targets
        .instance(group, target)
        .map(Ec2Instance::id)
        .map(id -> new TargetGroup.Target(id, target.port(), target.drained() != null));
  }

  @Override
  public void register(String targetGroupArn, String instanceId) {
    Group group = group(targetGroupArn);
    state.change(() -> targets.register(group, instanceId, group.settings().port()));
  }

  @Override
  public void deregister(String targetGroupArn, String instanceId) {
    Group group = group(targetGroupArn);
    state.change(() -> targets.deregister(group, instanceId, group.settings().port()));
  }

  private Group group(String arn) {
    String[] parts = arn.split(":", -1);
    return state.of(parts.length > 3 ? parts[3] : "").group(arn);
  }

  @Override
  public void onChange(Runnable listener) {
    state.onChange(listener);
  }
}
