package io.sluice.sandbox.machine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** How a machine of one cloud opens its mailbox. Safe for concurrent use. */
interface MailboxClient {

  /** What an appliance of this cloud finds in its environment instead of the link-local address. */
  Map<String, String> environment(URI metadata);

  /**
   * Fetches the bundle into a file.
   *
   * @param metadata the machine's metadata service, e.g. {@code http://127.0.0.1:8000/imds/web_0}
   * @throws IOException when it cannot be had; the message names the answer
   */
  void fetch(URI metadata, BootDocument boot, Path into) throws IOException, InterruptedException;

  static HttpClient http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** Writes an answer to a file in place of the refusal that may have come before it. */
  static HttpResponse.BodyHandler<Path> whole(Path into) {
    return HttpResponse.BodyHandlers.ofFile(
        into,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  static void check(HttpResponse<?> response, BootDocument boot) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(
          "the mailbox answered " + response.statusCode() + " for " + boot.object());
    }
  }
}
