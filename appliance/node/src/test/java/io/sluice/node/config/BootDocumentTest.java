package io.sluice.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.MirrorTunnel;
import io.sluice.node.tunnel.TunnelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
        .isEqualTo(new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801)));
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
        "azure-blob      | gcs          | mailbox.type is `gcs`, and only `azure-blob` and `s3` are"
            + " known (line 2, column",
        "azure-blob      | s3           | `mailbox.region` is missing (line 2, column",
        "type            | kind         | `mailbox.type` is missing (line 2, column",
        "\"tunnels\"       | \"others\"     | neither `tunnels` nor `mirror` is there",
        "\"c\"             | null         | `mailbox.clientId` has a value of the wrong kind (line"
            + " 2,",
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

  private static final String MIRROR =
      """
      {"blueprint":"netops",
       "mailbox":{"type":"s3","url":"https://b.s3.eu-west-1.amazonaws.com","region":"eu-west-1"},
       "mirror":{"encapsulation":"vxlan","vni":77,"port":4789},
       "probe":{"port":8080,"path":"/health","intervalSeconds":10,"failAfter":2},
       "leave":{"url":"https://autoscaling.eu-west-1.amazonaws.com","region":"eu-west-1",
                "group":"netops","hook":"netops-drain"}}
      """;

  @Test
  void readsWhatAMachineInAwsIsTold() throws IOException {
    BootDocument boot = read(MIRROR);

    assertThat(boot.tunnels())
        .isEqualTo(new MirrorTunnel(MirrorTunnel.Encapsulation.VXLAN, 77, 4789, false));
    assertThat(boot.mailbox())
        .isEqualTo(new MailboxAddress.S3("https://b.s3.eu-west-1.amazonaws.com", "eu-west-1"));
    assertThat(boot.leave())
        .isEqualTo(
            new BootDocument.Leave(
                "https://autoscaling.eu-west-1.amazonaws.com",
                "eu-west-1",
                "netops",
                "netops-drain"));
  }

  @Test
  void geneveMayGoBackWithoutAVni() throws IOException {
    String back = "\"geneve\",\"return\":true,\"port\":6081";
    assertThat(read(MIRROR.replace("\"vxlan\",\"vni\":77,\"port\":4789", back)).tunnels())
        .isEqualTo(new MirrorTunnel(MirrorTunnel.Encapsulation.GENEVE, null, 6081, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vxlan     | gre          | mirror.encapsulation is `gre`, and only `vxlan` and `geneve`"
            + " are",
        "77        | 16777216     | the mirror tunnel's vni 16777216 is not between 0 and 16777215",
        "\"vni\":77,|              | the mirror tunnel's vni is missing",
        "4789      | 0            | the mirror tunnel's port 0 is not between 1 and 65535",
        "77,       | 77,\"return\":true, | encapsulation is vxlan, and only geneve can be returned",
        "77,       | 77,\"dns\":1,  | this version does not know the key `mirror.dns`",
        "\"mirror\"  | \"tunnels\":{\"internal\":{\"vni\":1,\"port\":1},"
            + "\"external\":{\"vni\":2,\"port\":2}},\"mirror\" | `tunnels` and `mirror` are both",
        "https://autoscaling | autoscaling | leave.url `autoscaling.eu-west-1.amazonaws.com` is"
            + " not",
        "hook      | hock         | `leave.hook` is missing (line 6",
      })
  void saysWhatIsWrongWithAMirrorsDocument(String from, @Nullable String to, String reason) {
    String text = MIRROR.replace(from, to == null ? "" : to);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserError.class)
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
