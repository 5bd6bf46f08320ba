package io.sluice.sandbox;

import io.sluice.sandbox.arm.ArmService;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a sandbox runs.
 *
 * @param dir its state: {@code sandbox.json}, {@code ca.pem}, {@code blob/}
 * @param record where every ARM and AWS exchange is appended, if anywhere
 */
public record SandboxOptions(Path dir, ArmService.Settings arm, Optional<Path> record) {
  public static SandboxOptions in(Path dir) {
    return new SandboxOptions(dir, ArmService.Settings.DEFAULT, Optional.empty());
  }
}
