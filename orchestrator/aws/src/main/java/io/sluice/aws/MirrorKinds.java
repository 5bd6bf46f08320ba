package io.sluice.aws;

import io.sluice.engine.resource.Kind;
import java.util.List;
import java.util.Map;

/** The kinds that bring mirrored packets to the fleet. */
final class MirrorKinds {
  MirrorKinds(Workspace at) {}

  /** What mirrored packets pass on their way, in the order in which it is built. */
  List<Kind<?>> beforeFleet() {
    return List.of();
  }

  /** What a person wants to know of them when the stack stands. */
  void outputs(Map<String, String> outputs) {}

  /** What sends packets there. */
  List<Kind<?>> afterFleet() {
    return List.of();
  }
}
