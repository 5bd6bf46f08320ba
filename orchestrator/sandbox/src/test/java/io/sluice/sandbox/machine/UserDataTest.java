package io.sluice.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class UserDataTest {
  @Test
  void theBootDocumentIsTakenFromWriteFiles() throws Exception {
    assertThat(
            UserData.bootDocument(
                profile(
                    """
                    #cloud-config
                    write_files:
                      - path: /usr/local/sbin/sluice-boot
                        content: "rm -rf /"
                      - path: /etc/sluice/boot.json
                        content: |
                          {"a": 1}
                    runcmd: [[/usr/local/sbin/sluice-boot]]
                    """)))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("{\"a\": 1}\n"));
  }

  @Test
  void base64ContentIsDecoded() throws Exception {
    assertThat(
            UserData.bootDocument(
                profile(
                    """
                    #cloud-config
                    write_files:
                      - {path: /etc/sluice/boot.json, encoding: b64, content: e30=}
                    """)))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("{}"));
  }

  @Test
  void aMachineWithOtherUserDataRunsNothingOfOurs() throws Exception {
    assertThat(UserData.bootDocument(JsonNodeFactory.instance.objectNode())).isEmpty();
    assertThat(UserData.bootDocument(profile("#!/bin/sh\necho hello\n"))).isEmpty();
    assertThat(UserData.bootDocument(profile("#cloud-config\npackages: [nginx]\n"))).isEmpty();
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThatThrownBy(() -> UserData.bootDocument(profile("#cloud-config\na: [")))
        .isInstanceOf(BootFailure.class)
        .hasMessageStartingWith("the user-data is no YAML");
  }

  private static ObjectNode profile(String text) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("userData", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
