package io.sluice.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class UserDataTest {
  @Test
  void theBootDocumentIsTakenFromWriteFiles() throws Exception {
    assertThat(
            UserData.bootDocument(
                encoded(
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
                encoded(
                    """
                    #cloud-config
                    write_files:
                      - {path: /etc/sluice/boot.json, encoding: b64, content: e30=}
                    """)))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("{}"));
  }

  @Test
  void aMachineWithOtherUserDataRunsNothingOfOurs() throws Exception {
    assertThat(UserData.bootDocument("")).isEmpty();
    assertThat(UserData.bootDocument(encoded("#!/bin/sh\necho hello\n"))).isEmpty();
    assertThat(UserData.bootDocument(encoded("#cloud-config\npackages: [nginx]\n"))).isEmpty();
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThatThrownBy(() -> UserData.bootDocument(encoded("#cloud-config\na: [")))
        .isInstanceOf(BootFailure.class)
        .hasMessageStartingWith("the user-data is no YAML");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
