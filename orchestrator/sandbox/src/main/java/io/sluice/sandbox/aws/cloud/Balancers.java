package io.sluice.sandbox.aws.cloud;

import java.util.List;

/** Elastic Load Balancing, as the other rooms see it. Thread-safe. */
public interface Balancers {
  List<Balancer> balancers(String region);

  List<TargetGroup> targetGroups(String region);

  /**
   * Registers an instance with the group's port.
   *
   * @throws io.sluice.sandbox.aws.wire.AwsException {@code TargetGroupNotFound}
   */
  void register(String targetGroupArn, String instanceId);

  /** Begins to drain an instance; it is gone from the group after the deregistration delay. */
  void deregister(String targetGroupArn, String instanceId);

  /** Calls the listener after every change; it must return at once. */
  void onChange(Runnable listener);
}
