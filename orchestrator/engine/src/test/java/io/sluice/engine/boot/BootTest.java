package io.sluice.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
  private static final BootDocument BOOT =
      new BootDocument(
          "web-inspection",
          BootDocument.Mailbox.azureBlob("https://a.example/mailbox", "client"),
          new BootDocument.Fetch("bundle/appliance-0.1.0-ab.tar.gz", "ab"),
          new Tunnels(new Tunnel(900, 10800), new Tunnel(901, 10801)),
          null,
          new BootDocument.Health(8080, "/health", 5, 2),
          null);

  @TempDir Path folder;

  @Test
  void bootDocumentIsReadAsItWasWritten() throws IOException {
    assertThat(BootDocument.parse(BOOT.json())).isEqualTo(BOOT);
  }

  @Test
  void bootDocumentOfANewerOrchestratorIsStillRead() throws IOException {
    assertThat(BootDocument.parse(BOOT.json().replaceFirst("\\{", "{\"newer\": 1,")))
        .isEqualTo(BOOT);
  }

  @Test
  void userDataCarriesTheBootDocumentWhateverTheScriptLooksLike() throws IOException {
    String script = "#!/bin/sh\nset -eu\n\ttab: \"quotes\" 'and' # colons: - dashes\n\necho é  \n";
    String userData = UserData.render(BOOT, script, Map.of());
    assertThat(userData).startsWith("#cloud-config\n");
    assertThat(UserData.bootDocument(userData)).isEqualTo(BOOT);
  }

  @Test
  void userDataIsTheSameForTheSameInput() {
    assertThat(UserData.render(BOOT, "x", Map.of()))
        .isEqualTo(UserData.render(BOOT, "x", Map.of()));
  }

  @Test
  void userDataOfSomebodyElseIsSaidToCarryNoBootDocument() {
    assertThatThrownBy(() -> UserData.bootDocument("#cloud-config\npackages: [htop]\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/etc/sluice/boot.json");
  }

  @Test
  void bundleIsNamedByVersionAndHash() throws IOException {
    Path file = Files.writeString(folder.resolve("appliance-1.2.3.tar.gz"), "abc");
    assertThat(Bundle.of(file).object())
        .isEqualTo(
            "bundle/appliance-1.2.3-"
                + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.tar.gz");
  }

  @Test
  void bundleThatIsNotThereIsSaidInOneSentence() {
    assertThatThrownBy(() -> Bundle.of(folder.resolve("appliance-1.2.3.tar.gz")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> Bundle.of(folder.resolve("something.zip")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be read");
  }
}
