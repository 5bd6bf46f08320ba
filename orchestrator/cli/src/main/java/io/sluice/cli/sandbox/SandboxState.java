package io.sluice.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** How the sandbox in a folder stands. */
public sealed interface SandboxState {
  /** Never started, or stopped as it should be. */
  record None() implements SandboxState {}

  /**
   * Up and answering.
   *
   * @param status what it answers to {@code GET /sandbox/status}
   */
  record Up(SandboxFile file, JsonNode status) implements SandboxState {}

  /** Its process is gone, and it took no leave. */
  record Dead(SandboxFile file) implements SandboxState {}

  /** Its process lives and does not answer. */
  record HalfDead(SandboxFile file) implements SandboxState {}
}
