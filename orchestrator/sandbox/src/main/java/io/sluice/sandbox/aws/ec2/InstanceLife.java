package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.wire.Params;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Begins and ends instances. What their hosts do happens after the region's lock is given back, for
 * one instance in order.
 */
final class InstanceLife {
  /** How long a terminated instance is still shown. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Rooms rooms;
  private final Runnable changed;

  /**
   * @param changed told when an instance came into another state by itself
   */
  InstanceLife(Rooms rooms, Runnable changed) {
    this.rooms = rooms;
    this.changed = changed;
  }

  /** One instance from a launch template. */
  Instance launch(Call call, Launch launch) {
    Region region = call.region();
    LaunchTemplate template = LaunchTemplates.find(region, launch.launchTemplate());
    LaunchSpec spec =
        LaunchSpec.read(Params.parse(""), template.version(launch.version()).data())
            .in(launch.subnetId());
    LaunchPlan plan = LaunchPlan.of(region, spec, 1, 1);
    Instance instance = launch(call, plan, "").getFirst();
    instance.tags().put("aws:ec2launchtemplate:id", template.id());
    instance
        .tags()
        .put(
            "aws:ec2launchtemplate:version",
            String.valueOf(template.version(launch.version()).number()));
    instance.tags().putAll(launch.tags());
    return instance;
  }

  /** All instances of a plan, as one reservation. */
  List<Instance> launch(Call call, LaunchPlan plan, String clientToken) {
    forget(call.region());
    List<Instance> instances = plan.make(call.region(), clientToken);
    instances.forEach(instance -> start(call, instance));
    return instances;
  }

  private static void forget(Region region) {
    Instant before = Instant.now().minus(REMEMBERED);
    region.instances().all().stream()
        .filter(each -> each.state() == InstanceState.TERMINATED)
        .filter(each -> each.changed().isBefore(before))
        .toList()
        .forEach(region.instances()::remove);
  }

  private void start(Call call, Instance instance) {
    instance.state(InstanceState.PENDING, "");
    call.afterwards().add(() -> boot(call.region(), instance));
  }

  private void boot(Region region, Instance instance) {
    // A shutdown of the same instance waits until its boot has begun
    synchronized (instance) {
      Ec2Instance view;
      synchronized (region) {
        if (instance.state() != InstanceState.PENDING) {
          return;
        }
        view = instance.view(region.name());
      }
      if (!view.userData().isEmpty()) {
        rooms.hosts().boot(view);
      }
      synchronized (region) {
        if (instance.state() == InstanceState.PENDING) {
          instance.state(InstanceState.RUNNING, "");
        }
      }
    }
  }

  /** Starts a stopped instance again. */
  void restart(Call call, Instance instance) {
    if (instance.state() == InstanceState.STOPPED) {
      start(call, instance);
    }
  }

  void stop(Call call, Instance instance) {
    if (instance.state() == InstanceState.RUNNING || instance.state() == InstanceState.PENDING) {
      end(call, instance, InstanceState.STOPPING, InstanceState.STOPPED);
    }
  }

  void terminate(Call call, Instance instance) {
    if (instance.state().isEnding()) {
      return;
    }
    end(call, instance, InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED);
  }

  private void end(Call call, Instance instance, InstanceState now, InstanceState then) {
    Region region = call.region();
    boolean hosted =
        instance.state() != InstanceState.STOPPED && !instance.spec().userData().isEmpty();
    instance.state(now, "User initiated");
    call.afterwards()
        .add(
            () -> {
              synchronized (instance) {
                if (hosted) {
                  rooms.hosts().shutDown(instance.id(), () -> ended(region, instance, then));
                } else {
                  ended(region, instance, then);
                }
              }
            });
  }

  private void ended(Region region, Instance instance, InstanceState then) {
    synchronized (region) {
      // One that was stopping may have been terminated meanwhile
      if (instance.state() == InstanceState.TERMINATED
          || (then == InstanceState.STOPPED && instance.state() != InstanceState.STOPPING)) {
        return;
      }
      instance.state(then, "User initiated");
      if (then == InstanceState.TERMINATED) {
        for (Nic nic : List.copyOf(instance.nics())) {
          Nic.Attachment attachment = nic.attachment();
          if (attachment != null && attachment.deleteOnTermination()) {
            Interfaces.remove(region, nic);
          } else {
            nic.attach(null);
          }
        }
        instance.nics().clear();
      }
    }
    changed.run();
  }
}
