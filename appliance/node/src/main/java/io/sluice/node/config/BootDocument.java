package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootDocument(
    String blueprint, MailboxAddress mailbox, Tunnels tunnels, ProbeSpec probe) {

  /**
   * Where the mailbox is.
   *
   * @param type only {@code azure-blob} yet
   * @param url of the container
   * @param clientId of the managed identity that may use it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MailboxAddress(String type, String url, String clientId) {}

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

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

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
    BootDocument document;
    try {
      document = JSON.readValue(bytes, BootDocument.class);
    } catch (JsonProcessingException e) {
      throw wrong(file, Reason.of(e));
    } catch (IOException e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    }
    if (document == null) {
      throw wrong(file, "it is empty");
    }
    String problem = document.problem();
    if (problem != null) {
      throw wrong(file, problem);
    }
    return document;
  }

  private static UserError wrong(Path file, String reason) {
    return new UserError("The boot document `%s` is not valid: %s.".formatted(file, reason));
  }

  private @Nullable String problem() {
    if (!mailbox.type().equals("azure-blob")) {
      return "mailbox.type is `%s`, and only `azure-blob` is known".formatted(mailbox.type());
    }
    try {
      String scheme = URI.create(mailbox.url()).getScheme();
      if (!"https".equals(scheme) && !"http".equals(scheme)) {
        return "mailbox.url `%s` is not an http(s) address".formatted(mailbox.url());
      }
    } catch (IllegalArgumentException e) {
      return "mailbox.url `%s` is not an address".formatted(mailbox.url());
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
    return tunnels.problem();
  }
}
