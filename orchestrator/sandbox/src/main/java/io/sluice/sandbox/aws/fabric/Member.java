package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Network.Health;
import org.jspecify.annotations.Nullable;

/**
 * A registered target at one moment; its check goes on over rebuilds.
 *
 * @param check null where the group is behind no load balancer
 * @param port that packets are sent to
 */
record Member(Receiver receiver, @Nullable Check check, String zone, int port, boolean draining) {
  Health health() {
    return check == null ? Health.UNUSED : check.health();
  }

  boolean healthy() {
    return health() == Health.HEALTHY;
  }
}
