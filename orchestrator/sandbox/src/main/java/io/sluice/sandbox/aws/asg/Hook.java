package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lifecycle hook.
 *
 * @param launching else terminating
 * @param timeoutSeconds of the cloud, 30 to 7200
 * @param goOn whether a timeout means CONTINUE; else ABANDON
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html">
 *     PutLifecycleHook</a>
 */
record Hook(
    String name,
    boolean launching,
    int timeoutSeconds,
    boolean goOn,
    @Nullable String metadata,
    @Nullable String notificationTarget,
    @Nullable String role) {
  static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
  static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";
  static final String CONTINUE = "CONTINUE";
  static final String ABANDON = "ABANDON";

  private static final int USUAL_TIMEOUT = 3600;
  private static final int LONGEST = 172_800;

  /** Reads one; where it changes one, what is left out stays. */
  static Hook read(Params in, @Nullable Hook before) {
    String name = Checks.require(in, "LifecycleHookName");
    if (!name.matches("[A-Za-z0-9\\-_/]{1,255}")) {
      throw Checks.invalid(
          "The lifecycle hook's name has characters that are not allowed: " + name);
    }
    String transition =
        before == null
            ? Checks.require(in, "LifecycleTransition")
            : in.text("LifecycleTransition", before.transition());
    Checks.oneOf("LifecycleTransition", transition, List.of(LAUNCHING, TERMINATING));
    int timeout =
        in.number("HeartbeatTimeout")
            .orElse(before == null ? USUAL_TIMEOUT : before.timeoutSeconds);
    if (timeout < 30 || timeout > 7200) {
      throw Checks.invalid("Heartbeat timeout must be between 30 and 7200 seconds: " + timeout);
    }
    String result = in.text("DefaultResult", before != null && before.goOn ? CONTINUE : ABANDON);
    return new Hook(
        name,
        transition.equals(LAUNCHING),
        timeout,
        Checks.oneOf("DefaultResult", result, List.of(CONTINUE, ABANDON)).equals(CONTINUE),
        in.text("NotificationMetadata").orElse(before == null ? null : before.metadata),
        in.text("NotificationTargetARN").orElse(before == null ? null : before.notificationTarget),
        in.text("RoleARN").orElse(before == null ? null : before.role));
  }

  private String transition() {
    return launching ? LAUNCHING : TERMINATING;
  }

  /** However often its heartbeat is recorded, nothing waits longer than that, in seconds. */
  int globalTimeoutSeconds() {
    return Math.min(LONGEST, 100 * timeoutSeconds);
  }

  void write(Xml xml, String group) {
    xml.add("LifecycleHookName", name)
        .add("AutoScalingGroupName", group)
        .add("LifecycleTransition", transition())
        .add("NotificationTargetARN", notificationTarget)
        .add("RoleARN", role)
        .add("NotificationMetadata", metadata)
        .add("HeartbeatTimeout", timeoutSeconds)
        .add("GlobalTimeout", globalTimeoutSeconds())
        .add("DefaultResult", goOn ? CONTINUE : ABANDON);
  }
}
