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

/**
 * Fetches from the mailbox as a machine does: a token for its managed identity from the instance
 * metadata service, then Blob over HTTP.
 *
 * @see <a
 *     href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">
 *     how to get a token on a machine</a>
 */
final class MailboxClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * Fetches an object into a file.
   *
   * @param metadata the machine's metadata service, e.g. {@code http://127.0.0.1:8000/imds/web_0}
   * @throws IOException when it cannot be had; the message names the answer
   */
  void fetch(URI metadata, BootDocument boot, Path into) throws IOException, InterruptedException {
    URI object = URI.create(boot.mailbox() + "/" + boot.object());
    HttpResponse<Path> response =
        http.send(
            HttpRequest.newBuilder(object)
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token(metadata, boot.clientId()))
                .header("x-ms-version", "2023-11-03")
                .build(),
            HttpResponse.BodyHandlers.ofFile(into));
    if (response.statusCode() != 200) {
      throw new IOException(
          "the mailbox answered " + response.statusCode() + " for " + boot.object());
    }
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
