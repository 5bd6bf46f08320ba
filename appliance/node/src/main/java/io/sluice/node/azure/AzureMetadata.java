package io.sluice.node.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Http;
import io.sluice.node.mailbox.InstanceMetadata;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Azure's <a
 * href="https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service">instance
 * metadata service</a>: who this machine is, and <a
 * href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">
 * tokens of its managed identity</a>. Tokens are kept until they are about to expire and never
 * logged.
 */
public final class AzureMetadata implements InstanceMetadata {
  /** The service's address on every machine; libraries agree on this variable to replace it. */
  public static final String HOST_VARIABLE = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

  public static final String DEFAULT_HOST = "http://169.254.169.254";

  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Http http;
  private final String host;
  private final String clientId;
  private final Clock clock;
  private @Nullable Token token;

  private record Token(String value, Instant renew) {}

  /**
   * @param host scheme and authority, perhaps with a path
   * @param clientId of the managed identity to be
   */
  public AzureMetadata(
      HttpClient client, Backoff backoff, String host, String clientId, Clock clock) {
    this.http = new Http(client, backoff);
    this.host = host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
    this.clientId = clientId;
    this.clock = clock;
  }

  /** A token for Azure Storage that is valid for some time yet. */
  public synchronized String storageToken() throws MailboxException, InterruptedException {
    Token current = token;
    if (current == null || !clock.instant().isBefore(current.renew())) {
      current = fetchToken();
      token = current;
    }
    return current.value();
  }

  /** Gives up the kept token if it is still this one, after the store has refused it. */
  public synchronized void discard(String refused) {
    if (token != null && token.value().equals(refused)) {
      token = null;
    }
  }

  /** {@code <scale set>_<instance id>} in a uniform scale set. */
  @Override
  public String machineName() throws MailboxException, InterruptedException {
    JsonNode instance = get("metadata/instance?api-version=2021-02-01", "The machine's name");
    String name = instance.path("compute").path("name").asText("");
    if (name.isEmpty()) {
      throw new MailboxException("The metadata service gave no compute.name");
    }
    return name;
  }

  private Token fetchToken() throws MailboxException, InterruptedException {
    JsonNode answer =
        get(
            "metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fstorage.azure.com%2F&client_id="
                + URLEncoder.encode(clientId, StandardCharsets.UTF_8),
            "The managed identity's token");
    String value = answer.path("access_token").asText("");
    if (value.isEmpty()) {
      throw new MailboxException("The metadata service's answer holds no access_token");
    }
    Instant now = clock.instant();
    Instant expires =
        answer.hasNonNull("expires_on")
            ? Instant.ofEpochSecond(answer.path("expires_on").asLong())
            : now.plusSeconds(answer.path("expires_in").asLong(0));
    Duration life = Duration.between(now, expires);
    // A token shorter than two margins is renewed at half its life, not on every call
    Duration early = life.compareTo(MARGIN.multipliedBy(2)) > 0 ? MARGIN : life.dividedBy(2);
    return new Token(value, expires.minus(early));
  }

  private JsonNode get(String path, String what) throws MailboxException, InterruptedException {
    URI uri = URI.create(host + "/" + path);
    HttpResponse<byte[]> response =
        http.send(
            what,
            () -> HttpRequest.newBuilder(uri).header("Metadata", "true"),
            answer -> {
              int status = answer.statusCode();
              return status == 404 || status == 410 || status == 429 || status >= 500;
            });
    if (response.statusCode() != 200) {
      throw new MailboxException("%s was answered with %d".formatted(what, response.statusCode()));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new MailboxException(what + " was answered with something that is no JSON", e);
    }
  }
}
