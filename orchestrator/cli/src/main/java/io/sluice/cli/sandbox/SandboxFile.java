package io.sluice.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code sandbox.json}: what the daemon says of itself once it is up.
 *
 * @param pid its process
 * @param startedAt when it was up; its process began before that
 * @param http its plain endpoint, on loopback
 * @param token for the control API
 */
public record SandboxFile(long pid, Instant startedAt, URI http, String token) {
  /** The file's name inside the sandbox's folder. */
  public static final String NAME = "sandbox.json";

  /** Empty where it is absent or not (yet) whole. */
  public static Optional<SandboxFile> read(Path dir) {
    try {
      JsonNode json = Json.MAPPER.readTree(Files.readAllBytes(dir.resolve(NAME)));
      if (json == null || !json.path("pid").canConvertToLong() || !json.path("http").isTextual()) {
        return Optional.empty();
      }
      return Optional.of(
          new SandboxFile(
              json.path("pid").asLong(),
              Instant.parse(json.path("startedAt").asText()),
              URI.create(json.path("http").asText()),
              json.path("token").asText()));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The sandbox's folder: {@code SLUICE_SANDBOX_DIR}, else {@code sluice/sandbox} in the user's
   * state folder (XDG Base Directory).
   */
  public static Path defaultDir(Function<String, @Nullable String> env) {
    String named = env.apply("SLUICE_SANDBOX_DIR");
    if (named != null && !named.isEmpty()) {
      return Path.of(named).toAbsolutePath();
    }
    String state = env.apply("XDG_STATE_HOME");
    if (state != null && !state.isEmpty()) {
      return Path.of(state, "sluice", "sandbox").toAbsolutePath();
    }
    String home = env.apply("HOME");
    return Path.of(
            home != null && !home.isEmpty() ? home : System.getProperty("user.home"),
            ".local",
            "state",
            "sluice",
            "sandbox")
        .toAbsolutePath();
  }
}
