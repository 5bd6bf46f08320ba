package io.sluice.node.capture;

import io.sluice.node.log.Log;

/** Why something does not work, as long as it does not; told in the log when that changes. */
final class Trouble {
  private static final Log LOG = Log.of(Trouble.class);

  private final String sound;
  private volatile String reason = "";

  /**
   * @param sound what the log says once all is well again
   */
  Trouble(String sound) {
    this.sound = sound;
  }

  /** Empty when there is none. */
  String reason() {
    return reason;
  }

  boolean isThere() {
    return !reason.isEmpty();
  }

  /**
   * @param what a clause
   */
  void is(String what) {
    if (!what.equals(reason)) {
      reason = what;
      LOG.warn("Capture is degraded", "reason", what);
    }
  }

  void isOver() {
    if (!reason.isEmpty()) {
      reason = "";
      LOG.info(sound);
    }
  }
}
