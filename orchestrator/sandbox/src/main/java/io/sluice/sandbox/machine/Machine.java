package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.cloud.Instance;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One instance and what runs on it. Changed by its scale set only, read by anybody. */
final class Machine {
  final int number;
  final String name;
  final String privateIp;
  final Path root;
  private final Instant created = Instant.now();
  volatile JsonNode profile;
  volatile String state = "Creating";
  volatile MachineLauncher.@Nullable Running running;

  /** Whether it was healthy since it was last booted. */
  volatile boolean everHealthy;

  /** When its health was first seen bad without a pause since, in {@link System#nanoTime()}. */
  volatile @Nullable Long badSince;

  Machine(int number, String name, String privateIp, Path root, JsonNode profile) {
    this.number = number;
    this.name = name;
    this.privateIp = privateIp;
    this.root = root;
    this.profile = profile;
  }

  Instance instance(String scaleSetId, JsonNode latest, String health) {
    return new Instance(
        scaleSetId,
        Integer.toString(number),
        name,
        privateIp,
        state,
        // a process that died leaves its machine running: only the probe notices
        "running",
        health,
        profile.equals(latest),
        created);
  }
}
