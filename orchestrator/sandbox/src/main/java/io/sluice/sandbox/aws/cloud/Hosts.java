package io.sluice.sandbox.aws.cloud;

/** The computers behind instances. */
public interface Hosts {
  /**
   * Boots an instance by its user-data: one that carries a boot document of ours runs an appliance,
   * any other runs nothing. Returns at once.
   */
  void boot(Ec2Instance instance);

  /** Shuts an instance down; returns at once, {@code stopped} is run when nothing of it runs. */
  void shutDown(String instanceId, Runnable stopped);
}
