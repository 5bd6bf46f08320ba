package io.sluice.cli;

import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import java.time.Instant;
import java.util.Map;

/** Machines of a fleet. */
final class Machines {
  private Machines() {}

  static Machine ready(String name) {
    return with(name, "0123456789abcdef", true, "");
  }

  static Machine with(String name, String hash, boolean ready, String reason) {
    Instant now = Instant.now();
    return new Machine(
        name,
        "Succeeded",
        true,
        new MachineStatus(
            name,
            "0.1.0",
            hash,
            ready,
            ready ? "ready" : "degraded",
            reason,
            now,
            now,
            12_500,
            1_250_000_000,
            Map.of("in.external.packets", 100L),
            Map.of("bad-vni", 3L, "not-vxlan", 4L)));
  }
}
