package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/**
 * What a machine needs to know to fetch its bundle.
 *
 * @param mailbox the container's URL
 * @param clientId of the managed identity, empty for the machine's only one
 * @param object the bundle's name in the mailbox
 * @param sha256 of the bundle, lower-case hex
 */
record BootDocument(URI mailbox, String clientId, String object, String sha256) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static BootDocument read(byte[] bytes) throws BootFailure {
    try {
      JsonNode json = JSON.readTree(bytes);
      BootDocument document =
          new BootDocument(
              URI.create(json.at("/mailbox/url").asText()),
              json.at("/mailbox/clientId").asText(""),
              json.at("/bundle/object").asText(),
              json.at("/bundle/sha256").asText().toLowerCase(Locale.ROOT));
      if (document.mailbox.getHost() == null
          || document.object.isEmpty()
          || !document.sha256.matches("[0-9a-f]{64}")) {
        throw new BootFailure(
            "the boot document names no mailbox.url, bundle.object and bundle.sha256");
      }
      return document;
    } catch (IOException | IllegalArgumentException e) {
      throw new BootFailure("the boot document cannot be read: " + e.getMessage(), e);
    }
  }
}
