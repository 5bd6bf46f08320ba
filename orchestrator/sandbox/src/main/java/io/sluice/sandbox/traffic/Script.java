package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.FlowKey;
import java.util.List;

/** A conversation's packets in order, as both tunnels shall see them. */
record Script(FlowKey key, List<Step> steps) {

  /** One packet. */
  static final class Step {
    private final Direction direction;
    private final byte[] frame;

    Step(Direction direction, byte[] frame) {
      this.direction = direction;
      this.frame = frame;
    }

    Direction direction() {
      return direction;
    }

    /** Never written to. */
    byte[] frame() {
      return frame;
    }
  }
}
