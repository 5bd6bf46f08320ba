package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An instance of a group. Guarded by its group, but for its lifecycle, which anybody may read. */
final class Member {

  /** A hook that holds the instance, until when, and at the very longest until when. */
  record Wait(Hook hook, String token, long until, long longest) {
    Wait(Hook hook, Pace pace, long now) {
      this(
          hook,
          UUID.randomUUID().toString(),
          now + pace.forDrain(hook.timeoutSeconds()),
          now + pace.forDrain(hook.globalTimeoutSeconds()));
    }

    /** The same with a new heartbeat. */
    Wait beat(Pace pace, long now) {
      return new Wait(
          hook, token, Math.min(longest, now + pace.forDrain(hook.timeoutSeconds())), longest);
    }
  }

  final Group group;
  final Ec2Instance instance;
  final LaunchTemplate template;
  final Map<String, Wait> waits = new LinkedHashMap<>();
  volatile Lifecycle lifecycle = Lifecycle.PENDING;
  Activity activity;
  boolean healthy = true;
  boolean everHealthy;
  boolean protectedFromScaleIn;

  /** When it came into service, in {@link System#nanoTime()}; its launch before that. */
  long since = System.nanoTime();

  Member(Group group, Ec2Instance instance, LaunchTemplate template, Activity activity) {
    this.group = group;
    this.instance = instance;
    this.template = template;
    this.activity = activity;
    this.protectedFromScaleIn = group.settings.protectNew();
  }

  String id() {
    return instance.id();
  }

  boolean inService() {
    return lifecycle == Lifecycle.IN_SERVICE;
  }

  /** In service, and warmed up. */
  boolean warm(long now, long warmup) {
    return inService() && now - since >= warmup;
  }

  void write(Xml xml) {
    xml.add("InstanceId", id())
        .add("InstanceType", instance.type())
        .add("AvailabilityZone", instance.zone())
        .add("LifecycleState", lifecycle)
        .add("HealthStatus", healthy ? "Healthy" : "Unhealthy")
        .add(
            "LaunchTemplate",
            spec ->
                spec.add("LaunchTemplateId", template.id())
                    .add("LaunchTemplateName", template.name())
                    .add("Version", template.version()))
        .add("ImageId", instance.imageId())
        .add("ProtectedFromScaleIn", protectedFromScaleIn);
  }
}
