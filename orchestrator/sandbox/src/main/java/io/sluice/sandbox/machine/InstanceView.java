package io.sluice.sandbox.machine;

import org.jspecify.annotations.Nullable;

/** What the network sees of instances: health by probe, and bytes as the hypervisor counts them. */
public interface InstanceView {
  /**
   * {@code Healthy}, {@code Unhealthy}, or {@code Unknown} when no probe asks it.
   *
   * @param instance its name
   * @param probeId the probe to judge by, or null for any
   */
  String health(String instance, @Nullable String probeId);

  /** The instance runs anew: its health is unknown until a probe was answered. */
  void restarted(String instance);

  /** Bytes that were sent to the instance since it exists, outer headers included. */
  long networkIn(String instance);
}
