package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.machine.TimeScale;
import java.time.Duration;

/**
 * How fast the group's clocks run.
 *
 * @param floor what a process boots and drains in: it does so no faster by the time scale, and a
 *     fleet that is replaced while it boots would never stand
 */
record Pace(TimeScale scale, Duration floor) {
  static final Duration TICK = Duration.ofMillis(50);

  /** Nanoseconds that {@code seconds} of the cloud take here. */
  long here(long seconds) {
    return scale.here(Duration.ofSeconds(seconds)).toNanos();
  }

  /** The same, for a time in which a process must boot. */
  long forBoot(long seconds) {
    return Math.max(here(seconds), floor.toNanos());
  }

  /** The same, for a time in which a process must drain; never longer than in the cloud. */
  long forDrain(long seconds) {
    return Math.max(
        here(seconds), Math.min(Duration.ofSeconds(seconds).toNanos(), floor.toNanos()));
  }
}
