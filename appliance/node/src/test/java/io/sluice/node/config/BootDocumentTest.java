package io.sluice.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.TunnelSpec;
import io.sluice.node.tunnel.Tunnels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootDocumentTest {
  private static final String DOCUMENT =
      """
      {"blueprint":"web-inspection",
       "mailbox":{"type":"azure-blob","url":"https://a.blob.core.windows.net/mailbox","clientId":"c"},
       "bundle":{"object":"bundle/appliance-0.1.0-00.tar.gz","sha256":"00"},
       "tunnels":{"internal":{"vni":900,"port":10800},"external":{"vni":901,"port":10801}},
       "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":2}}
      """;

  @TempDir private Path folder;

  private BootDocument read(String text) throws IOException {
    return BootDocument.read(Files.writeString(folder.resolve("boot.json"), text));
  }

  @Test
  void readsWhatTheUserDataCarries() throws IOException {
    BootDocument boot = read(DOCUMENT);

    assertThat(boot.blueprint()).isEqualTo("web-inspection");
    assertThat(boot.tunnels())
        .isEqualTo(new Tunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801)));
    assertThat(boot.probe().drain()).isEqualTo(Duration.ofSeconds(15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10801           | 10800        | both tunnels have port 10800",
        "901             | 900          | both tunnels have vni 900",
        "900             | 16777216     | the internal tunnel's vni 16777216 is not between 0 and"
            + " 16777215",
        "azure-blob      | s3           | mailbox.type is `s3`, and only `azure-blob` is known",
        "https:          | ftp:         | is not an http(s) address",
        "8080            | \"x\"        | `probe.port` has a value of the wrong kind (line 5,"
            + " column",
        "\"clientId\"    | \"client\"   | `mailbox.clientId` is missing (line 2, column",
        "failAfter\":2   | failAfter\":0 | must be 1 at least",
        "\"probe\":      | \"probe\"    | it cannot be parsed (line",
      })
  void saysInOneSentenceWhatIsWrong(String from, String to, String reason) {
    assertThatThrownBy(() -> read(DOCUMENT.replace(from, to)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The boot document `" + folder.resolve("boot.json"))
        .hasMessageContaining(reason)
        .hasMessageEndingWith(".");
  }

  @Test
  void saysThatAFileDoesNotExist() {
    assertThatThrownBy(() -> BootDocument.read(folder.resolve("none.json")))
        .hasMessage(
            "The boot document `%s` does not exist.".formatted(folder.resolve("none.json")));
  }
}
