package io.sluice.cli;

import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.fleet.MachineStatus.ToolStatus;
import java.time.Instant;
import java.util.List;
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
            Map.of("bad-vni", 3L, "not-vxlan", 4L),
            List.of()));
  }

  /** With a capture, a tool that gets all that it should, and one of which half is down. */
  static Machine busy(String name, String reason) {
    Instant now = Instant.now();
    Map<String, Long> counters =
        Map.of(
            "dedup.packets", 900L,
            "dedup.copies", 100L,
            "capture.packets", 800L,
            "capture.store.bytes", 1_250_000_000L,
            "capture.segments", 19L,
            "capture.oldest.seconds", now.getEpochSecond() - 7_800,
            "capture.drop.capture-disk", 3L,
            "capture.drop.capture-queue-full", 4L);
    Map<String, Long> well =
        Map.of(
            "matched", 500L, "sent", 500L, "sent.bytes", 64_000L, "targets", 1L, "targets.up", 1L);
    Map<String, Long> ill =
        Map.of(
            "matched", 40L,
            "sent", 20L,
            "sent.bytes", 3_000L,
            "drops.queue-full", 15L,
            "drops.target-down", 5L,
            "targets", 2L,
            "targets.up", 1L);
    MachineStatus status =
        new MachineStatus(
            name,
            "0.1.0",
            "0123456789abcdef",
            true,
            reason.isEmpty() ? "ready" : "degraded",
            reason,
            now,
            now,
            0,
            0,
            counters,
            Map.of(),
            List.of(
                new ToolStatus("ids", well, Map.of()),
                new ToolStatus(
                    "dns", ill, Map.of("vxlan://10.9.9.8:4789?vni=7", "it does not answer"))));
    return new Machine(name, "Succeeded", true, status);
  }
}
