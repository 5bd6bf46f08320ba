package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Groups;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.machine.TimeScale;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Amazon EC2 Auto Scaling ({@code 2011-01-01}): launches from launch templates, keeps capacity over
 * the zones, replaces what is ill, holds instances by lifecycle hooks, refreshes them in a rolling
 * way and tracks a target on what they receive. Slow clocks run by the time scale, except that a
 * process has a real minute to boot, and to drain. Closing it stops its clock, not its instances.
 *
 * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/Welcome.html">API
 *     reference</a>
 */
public final class AutoScaling implements Groups, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AutoScaling.class.getName());
  private static final String NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
  private static final Duration PROCESS = Duration.ofMinutes(1);

  private final Site site;
  private final QueryService service;
  private final Keeper keeper;
  private final Thread clock;

  public AutoScaling(Rooms rooms, Alarms alarms, TimeScale scale) {
    this(rooms, alarms, new Pace(scale, PROCESS));
  }

  AutoScaling(Rooms rooms, Alarms alarms, Pace pace) {
    site = new Site(rooms, pace, new Store(), alarms);
    Fleet fleet = new Fleet(site);
    Tracking tracking = new Tracking(site);
    keeper = new Keeper(site, fleet, tracking);
    Map<String, Action> actions = new HashMap<>();
    actions.putAll(new GroupApi(site, fleet, tracking).actions());
    actions.putAll(new TagApi(site).actions());
    actions.putAll(new InstanceApi(site, fleet).actions());
    actions.putAll(new TargetGroupApi(site, fleet).actions());
    actions.putAll(new HookApi(site, fleet).actions());
    actions.putAll(new ProcessApi(site).actions());
    actions.putAll(new PolicyApi(site, tracking).actions());
    actions.putAll(new RefreshApi(site).actions());
    actions.replaceAll(this::guarded);
    service = new QueryService(QueryService.Protocol.QUERY, NAMESPACE, actions);
    clock = Thread.ofVirtual().name("auto-scaling-clock").start(this::tickForever);
  }

  /** Answers requests that are signed for {@code autoscaling}. */
  public QueryService service() {
    return service;
  }

  private Action guarded(String name, Action action) {
    return (caller, in, out) -> {
      String resource = resource(caller, in);
      if (!site.rooms().permissions().allows(caller, "autoscaling:" + name, resource)) {
        throw new AwsException(
            403,
            "AccessDenied",
            "User is not authorized to perform: autoscaling:%s on resource: %s because no identity-based policy allows the autoscaling:%s action"
                .formatted(name, resource, name));
      }
      action.run(caller, in, out);
    };
  }

  private String resource(Caller caller, Params in) {
    String name = in.text("AutoScalingGroupName", "");
    if (name.isEmpty() || name.startsWith("arn:")) {
      return name.isEmpty() ? "*" : name;
    }
    return site.store()
        .find(caller.region(), name)
        .map(group -> group.arn)
        .orElseGet(
            () ->
                Account.arn(
                    "autoscaling",
                    caller.region(),
                    "autoScalingGroup:*:autoScalingGroupName/" + name));
  }

  @Override
  public String targetLifecycleState(String instanceId) {
    return site.store()
        .member(instanceId)
        .map(member -> member.lifecycle.leaving() ? "Terminated" : "InService")
        .orElse("");
  }

  private void tickForever() {
    try {
      while (true) {
        Thread.sleep(Pace.TICK);
        site.store().all().forEach(this::tick);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // a clock that stops at the first surprise would be worse than a logged one
  private void tick(Group group) {
    try {
      keeper.tick(group);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a tick of the group " + group.name + " failed", e);
    }
  }

  @Override
  public void close() {
    clock.interrupt();
  }
}
