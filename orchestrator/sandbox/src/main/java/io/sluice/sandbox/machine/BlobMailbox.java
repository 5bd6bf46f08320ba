package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Fetches from a Blob container as a machine does: a token for its managed identity from the
 * instance metadata service, then Blob over HTTP.
 *
 * @see <a
 *     href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">
 *     how to get a token on a machine</a>
 */
final class BlobMailbox implements MailboxClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = MailboxClient.http();

  @Override
  public Map<String, String> environment(URI metadata) {
    return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.toString());
  }

  @Override
  public void fetch(URI metadata, BootDocument boot, Path into)
      throws IOException, InterruptedException {
    HttpResponse<Path> response =
        http.send(
            HttpRequest.newBuilder(boot.bundle())
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token(metadata, boot.clientId()))
                .header("x-ms-version", "2023-11-03")
                .build(),
            MailboxClient.whole(into));
    MailboxClient.check(response, boot);
  }

  private String token(URI metadata, String clientId) throws IOException, InterruptedException {
    String query =
        "?api-version=2018-02-01&resource="
            + URLEncoder.encode("https://storage.azure.com/", StandardCharsets.UTF_8)
            + (clientId.isEmpty()
                ? ""
                : "&client_id=" + URLEncoder.encode(clientId, StandardCharsets.UTF_8));
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(metadata + "/metadata/identity/oauth2/token" + query))
                .timeout(Duration.ofSeconds(10))
                .header("Metadata", "true")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String token = JSON.readTree(response.body()).path("access_token").asText();
    if (response.statusCode() != 200 || token.isEmpty()) {
      throw new IOException("the metadata service gave no token: " + response.statusCode());
    }
    return token;
  }
}
