package io.sluice.engine.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code #cloud-config} of a machine (cloud-init's write_files and runcmd modules): it lays
 * down the boot document and the boot script, and runs the script once.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/reference/modules.html">cloud-init
 *     modules</a>
 */
public final class UserData {
  /** Where the boot script lies on a machine. */
  public static final String SCRIPT = "/usr/local/sbin/sluice-boot";

  private static final String HEADER = "#cloud-config\n";
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .build();

  private UserData() {}

  /**
   * @param script the boot script of the cloud at hand
   * @param more further files by path, each executable
   */
  public static String render(BootDocument boot, String script, Map<String, String> more) {
    List<Map<String, String>> files = new ArrayList<>();
    files.add(file(BootDocument.PATH, "0644", boot.json()));
    files.add(file(SCRIPT, "0755", script));
    new TreeMap<>(more).forEach((path, content) -> files.add(file(path, "0755", content)));
    Map<String, Object> config = new TreeMap<>();
    config.put("write_files", files);
    config.put("runcmd", List.of(List.of(SCRIPT)));
    try {
      return HEADER + YAML.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of strings are always YAML", e);
    }
  }

  /**
   * Reads the boot document back, as a machine would find it.
   *
   * @throws IOException when the text is no cloud-config of ours
   */
  public static BootDocument bootDocument(String userData) throws IOException {
    if (userData.startsWith(HEADER)) {
      for (JsonNode file : YAML.readTree(userData).path("write_files")) {
        if (file.path("path").asText().equals(BootDocument.PATH)) {
          return BootDocument.parse(file.path("content").asText());
        }
      }
    }
    throw new IOException("the user-data carries no " + BootDocument.PATH);
  }

  private static Map<String, String> file(String path, String permissions, String content) {
    Map<String, String> file = new TreeMap<>();
    file.put("path", path);
    file.put("permissions", permissions);
    file.put("content", content);
    return file;
  }
}
