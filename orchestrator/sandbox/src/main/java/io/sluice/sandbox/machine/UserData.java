package io.sluice.sandbox.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads a machine's user-data as cloud-init does, as far as the boot document: base64, a first line
 * {@code #cloud-config}, {@code write_files}. Nothing in it is ever run.
 */
public final class UserData {
  static final String BOOT_DOCUMENT = "/etc/sluice/boot.json";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private UserData() {}

  /**
   * The boot document, or empty where the user-data carries none: a machine that runs nothing of
   * ours.
   *
   * @param encoded base64, or empty for none
   * @throws BootFailure when the user-data is there and cannot be read
   */
  public static Optional<byte[]> bootDocument(String encoded) throws BootFailure {
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    String text;
    try {
      text = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BootFailure("the user-data is not base64: " + e.getMessage(), e);
    }
    if (!text.startsWith("#cloud-config")) {
      return Optional.empty();
    }
    try {
      for (JsonNode file : YAML.readTree(text).path("write_files")) {
        if (file.path("path").asText().equals(BOOT_DOCUMENT)) {
          return Optional.of(content(file));
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new BootFailure("the user-data is no YAML: " + e.getOriginalMessage(), e);
    }
  }

  private static byte[] content(JsonNode file) throws BootFailure {
    String content = file.path("content").asText();
    return switch (file.path("encoding").asText("")) {
      case "", "text/plain" -> content.getBytes(StandardCharsets.UTF_8);
      case "b64", "base64" -> Base64.getMimeDecoder().decode(content);
      default ->
          throw new BootFailure(
              BOOT_DOCUMENT + " has the encoding " + file.path("encoding") + ", not plain or b64");
    };
  }
}
