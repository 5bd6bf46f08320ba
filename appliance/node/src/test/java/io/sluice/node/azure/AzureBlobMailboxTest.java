package io.sluice.node.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureBlobMailboxTest {
  private FakeAzure azure;
  private Mailbox mailbox;

  @BeforeEach
  void start() throws IOException {
    azure = new FakeAzure();
    mailbox = azure.mailbox();
    azure.objects.put("config/appliance.yaml", "one".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private Mailbox.Reply.Found found() throws Exception {
    return (Mailbox.Reply.Found) mailbox.get("config/appliance.yaml", null);
  }

  @Test
  void readsAnObjectOnceAndThenOnlyWhenItHasChanged() throws Exception {
    Mailbox.Reply.Found first = found();
    assertThat(first.bytes()).asString().isEqualTo("one");
    assertThat(mailbox.get("config/appliance.yaml", first.etag()))
        .isEqualTo(new Mailbox.Reply.Unchanged());

    azure.objects.put("config/appliance.yaml", "two".getBytes(UTF_8));
    assertThat(mailbox.get("config/appliance.yaml", first.etag()))
        .isInstanceOfSatisfying(
            Mailbox.Reply.Found.class, now -> assertThat(now.bytes()).asString().isEqualTo("two"));
  }

  @Test
  void saysThatAnObjectIsMissingWithoutTryingAgain() throws Exception {
    assertThat(mailbox.get("config/other.yaml", null)).isEqualTo(new Mailbox.Reply.Missing());
    assertThat(azure.calls).filteredOn("GET /mailbox/config/other.yaml"::equals).hasSize(1);
  }

  @Test
  void writesAFileAsItLiesAlsoWhenTheFirstTryFails(@TempDir Path folder) throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("x.parquet"), content);
    azure.failBlob(503);
    mailbox.put("lake/flows/date=2026-11-22/hour=05/fleet_0-1.parquet", file, "a/b");

    assertThat(azure.objects.get("lake/flows/date=2026-11-22/hour=05/fleet_0-1.parquet"))
        .isEqualTo(content);
    assertThatThrownBy(() -> mailbox.put("lake/x", folder.resolve("none"), "a/b"))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503, FakeAzure.CUT})
  void triesAgainWhenRefusedThrottledOrCutOff(int fault) throws Exception {
    azure.failBlob(fault, fault);

    assertThat(found().bytes()).asString().isEqualTo("one");
  }

  @Test
  void writesAndWaitsForAContainerThatIsNotThereYet() throws Exception {
    azure.failBlob(404, 403);
    mailbox.put("status/fleet_3.json", "{}".getBytes(UTF_8), "application/json");

    assertThat(azure.objects.get("status/fleet_3.json")).asString().isEqualTo("{}");
  }

  @Test
  void givesUpWithTheStoresOwnErrorCodeAndNoToken() {
    azure.failBlob(403, 403, 403, 403, 403, 403);

    assertThatThrownBy(() -> mailbox.get("config/appliance.yaml", null))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Reading config/appliance.yaml was answered with 403 Injected");
  }

  @Test
  void asksForANewTokenWhenTheStoreRefusesTheOldOne() throws Exception {
    found();
    azure.failBlob(401);
    found();

    assertThat(azure.calls).filteredOn("GET /metadata/identity/oauth2/token"::equals).hasSize(2);
  }

  @Test
  void waitsForTheMetadataService() throws Exception {
    azure.failMetadata(404, 500, 410, FakeAzure.CUT);

    assertThat(azure.metadata(Clock.systemUTC()).machineName()).isEqualTo("fleet_3");
  }

  @Test
  void keepsATokenUntilFiveMinutesBeforeItsEnd() throws Exception {
    Instant start = Instant.parse("2026-11-21T00:00:00Z");
    Instant[] now = {start};
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now[0];
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    AzureMetadata metadata = azure.metadata(clock);
    String first = metadata.storageToken();
    now[0] = start.plus(Duration.ofMinutes(54));
    assertThat(metadata.storageToken()).isEqualTo(first);
    now[0] = start.plus(Duration.ofMinutes(55));
    assertThat(metadata.storageToken()).isNotEqualTo(first);
  }

  @Test
  void listsAllPagesWithWhatProvesTheContent() throws Exception {
    for (int i = 0; i < 5; i++) {
      azure.objects.put("capture/m_0/" + i + ".pcapng", ("packets " + i).getBytes(UTF_8));
    }
    List<Mailbox.Listed> all = mailbox.list("capture/m_0/");

    assertThat(all)
        .extracting(Mailbox.Listed::object)
        .containsExactly(
            "capture/m_0/0.pcapng",
            "capture/m_0/1.pcapng",
            "capture/m_0/2.pcapng",
            "capture/m_0/3.pcapng",
            "capture/m_0/4.pcapng");
    // printf 'packets 3' | md5sum
    assertThat(all.get(3))
        .isEqualTo(
            new Mailbox.Listed("capture/m_0/3.pcapng", 9, "c8f88c8b2106b5889f69dc863c460a42"));
    assertThat(mailbox.list("nothing/")).isEmpty();
  }

  @Test
  void writesANewObjectOnceAndNeverOverAnother(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("1.pcapng"), "packets");
    Upload upload = Upload.of(file, "a/b", 0);

    assertThat(mailbox.putNew("capture/m_0/1.pcapng", upload)).isTrue();
    assertThat(azure.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("packets");

    azure.objects.put("capture/m_0/1.pcapng", "another's".getBytes(UTF_8));
    assertThat(mailbox.putNew("capture/m_0/1.pcapng", upload)).isFalse();
    assertThat(azure.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("another's");
  }

  @Test
  void theStoreKeepsNothingThatWasDamagedOnItsWay(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("1.pcapng"), "packets");
    azure.damaged = true;

    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 0)))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Writing capture/m_0/1.pcapng was answered with 400 Md5Mismatch");
    assertThat(azure.objects).doesNotContainKey("capture/m_0/1.pcapng");
  }

  @Test
  void aSlowUploadComesWholeAlsoWhenTheFirstTryIsCutOff(@TempDir Path folder) throws Exception {
    byte[] content = new byte[1_000_000];
    new Random(2).nextBytes(content);
    Path file = Files.write(folder.resolve("1.pcapng"), content);
    azure.failBlob(FakeAzure.CUT);

    assertThat(mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 20_000_000))).isTrue();
    assertThat(azure.objects.get("capture/m_0/1.pcapng")).isEqualTo(content);
    Upload gone = Upload.of(file, "a/b", 20_000_000);
    Files.delete(file);
    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/2.pcapng", gone))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }
}
