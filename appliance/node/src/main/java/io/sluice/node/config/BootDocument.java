package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.Tunnels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is told at birth ({@code /etc/sluice/boot.json}). Keys that it does not know are
 * for others, the boot script say, and left alone.
 *
 * @param blueprint name of the blueprint that the machine belongs to
 * @param tunnels to serve until a config is there
 * @param leave whom to tell that the machine has drained, null where nobody waits for that
 */
public record BootDocument(
    String blueprint,
    MailboxAddress mailbox,
    Tunnels tunnels,
    ProbeSpec probe,
    @Nullable Leave leave) {

  /**
   * How the load balancer asks whether the appliance is ready.
   *
   * @param intervalSeconds between two probes
   * @param failAfter probes in a row that fail before no new flow comes
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProbeSpec(int port, String path, int intervalSeconds, int failAfter) {

    /** How long it can take from the first 503 until the last new flow has come. */
    public Duration drain() {
      return Duration.ofSeconds((long) intervalSeconds * failAfter + intervalSeconds);
    }
  }

  /**
   * The Auto Scaling lifecycle hook that holds a leaving machine.
   *
   * @param url of the Auto Scaling API
   * @param group the Auto Scaling group's name
   * @param hook the lifecycle hook's name
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Leave(String url, String region, String group, String hook) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Document(
      String blueprint,
      MailboxAddress mailbox,
      @Optional @Nullable InlineTunnels tunnels,
      @Optional @Nullable MirrorDocument mirror,
      ProbeSpec probe,
      @Optional @Nullable Leave leave) {}

  private static final ObjectMapper JSON = Strict.mapper(JsonMapper.builder());

  /**
   * Reads and checks the document.
   *
   * @throws UserError when it is missing, unreadable or wrong
   */
  public static BootDocument read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UserError("The boot document `%s` does not exist.".formatted(file));
    } catch (IOException e) {
      throw new UserError(
          "The boot document `%s` cannot be read (%s).".formatted(file, e.getMessage()));
    }
    Document document;
    try {
      document = JSON.readValue(bytes, Document.class);
    } catch (JsonProcessingException e) {
      throw wrong(file, Reason.of(e));
    } catch (IOException e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    }
    if (document == null) {
      throw wrong(file, "it is empty");
    }
    Tunnels tunnels;
    try {
      tunnels = Chosen.of(document.tunnels(), document.mirror());
    } catch (BadTunnels e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    }
    BootDocument boot =
        new BootDocument(
            document.blueprint(), document.mailbox(), tunnels, document.probe(), document.leave());
    String problem = boot.problem();
    if (problem != null) {
      throw wrong(file, problem);
    }
    return boot;
  }

  private static UserError wrong(Path file, String reason) {
    return new UserError("The boot document `%s` is not valid: %s.".formatted(file, reason));
  }

  private @Nullable String problem() {
    String problem = urlProblem("mailbox.url", mailbox.url());
    if (problem == null && leave != null) {
      problem = urlProblem("leave.url", leave.url());
    }
    if (problem != null) {
      return problem;
    }
    if (probe.port() < 1 || probe.port() > 65_535) {
      return "probe.port %d is not between 1 and 65535".formatted(probe.port());
    }
    if (!probe.path().startsWith("/")) {
      return "probe.path `%s` does not start with `/`".formatted(probe.path());
    }
    if (probe.intervalSeconds() < 1 || probe.failAfter() < 1) {
      return "probe.intervalSeconds and probe.failAfter must be 1 at least";
    }
    return null;
  }

  private static @Nullable String urlProblem(String key, String url) {
    try {
      String scheme = URI.create(url).getScheme();
      return "https".equals(scheme) || "http".equals(scheme)
          ? null
          : "%s `%s` is not an http(s) address".formatted(key, url);
    } catch (IllegalArgumentException e) {
      return "%s `%s` is not an address".formatted(key, url);
    }
  }
}
