package io.sluice.sandbox.aws.cloud;

/** Auto Scaling, as the metadata service sees it. */
public interface Groups {
  /**
   * What {@code latest/meta-data/autoscaling/target-lifecycle-state} says: {@code InService},
   * {@code Terminated}, or empty for an instance of no group.
   */
  String targetLifecycleState(String instanceId);
}
