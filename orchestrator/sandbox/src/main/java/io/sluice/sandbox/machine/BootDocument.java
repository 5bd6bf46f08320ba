package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/**
 * What a machine needs to know to fetch its bundle.
 *
 * @param type {@code azure-blob} or {@code s3}
 * @param mailbox URL of the container or bucket
 * @param clientId Azure: of the managed identity, empty for the machine's only one
 * @param region AWS: of the bucket, else empty
 * @param object the bundle's name in the mailbox
 * @param sha256 of the bundle, lower-case hex
 */
record BootDocument(
    String type, URI mailbox, String clientId, String region, String object, String sha256) {
  static final String S3 = "s3";

  private static final ObjectMapper JSON = new ObjectMapper();

  static BootDocument read(byte[] bytes) throws BootFailure {
    try {
      JsonNode json = JSON.readTree(bytes);
      BootDocument document =
          new BootDocument(
              json.at("/mailbox/type").asText("azure-blob"),
              URI.create(json.at("/mailbox/url").asText()),
              json.at("/mailbox/clientId").asText(""),
              json.at("/mailbox/region").asText(""),
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

  /** Where the bundle is. */
  URI bundle() {
    return URI.create(mailbox + "/" + object);
  }
}
