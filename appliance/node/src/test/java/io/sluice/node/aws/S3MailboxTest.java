package io.sluice.node.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3MailboxTest {
  private static final String KEYS =
      "GET /imds/i-0a1/latest/meta-data/iam/security-credentials/netops-machines";

  private FakeAws aws;
  private Mailbox mailbox;

  @BeforeEach
  void start() throws IOException {
    aws = new FakeAws();
    mailbox = aws.mailbox();
    aws.objects.put("config/appliance.yaml", "one".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    aws.close();
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

    aws.objects.put("config/appliance.yaml", "two".getBytes(UTF_8));
    assertThat(mailbox.get("config/appliance.yaml", first.etag()))
        .isInstanceOfSatisfying(
            Mailbox.Reply.Found.class, now -> assertThat(now.bytes()).asString().isEqualTo("two"));
  }

  @Test
  void saysThatAnObjectIsMissingWithoutTryingAgain() throws Exception {
    assertThat(mailbox.get("config/other.yaml", null)).isEqualTo(new Mailbox.Reply.Missing());
    assertThat(aws.calls).filteredOn("GET /mailbox/config/other.yaml"::equals).hasSize(1);
  }

  @Test
  void writesAnyKeyAsS3SignsIt() throws Exception {
    mailbox.put("status/i-0a1.json", "{}".getBytes(UTF_8), "application/json");
    mailbox.put("lake/day=1/a b+c$é~.txt", "x".getBytes(UTF_8), "text/plain; charset=utf-8");

    assertThat(aws.objects.get("status/i-0a1.json")).asString().isEqualTo("{}");
    assertThat(aws.objects).containsKey("lake/day%3D1/a%20b%2Bc%24%C3%A9~.txt");
  }

  @Test
  void writesAFileAsItLiesAlsoWhenTheFirstTryFails(@TempDir Path folder) throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("x.parquet"), content);
    aws.failStore(503);
    mailbox.put("lake/flows/date=2026-11-22/hour=05/i-0a1-1.parquet", file, "a/b");

    assertThat(aws.objects.get("lake/flows/date%3D2026-11-22/hour%3D05/i-0a1-1.parquet"))
        .isEqualTo(content);
    assertThatThrownBy(() -> mailbox.put("lake/x", folder.resolve("none"), "a/b"))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 408, 429, 500, 503, FakeAws.CUT})
  void triesAgainWhenRefusedThrottledOrCutOff(int fault) throws Exception {
    aws.failStore(fault, fault);

    assertThat(found().bytes()).asString().isEqualTo("one");
  }

  @Test
  void waitsForABucketThatIsNotThereYet() throws Exception {
    aws.failStore(404, "NoSuchBucket");
    mailbox.put("status/i-0a1.json", "{}".getBytes(UTF_8), "application/json");

    assertThat(aws.objects).containsKey("status/i-0a1.json");
  }

  @Test
  void givesUpWithTheStoresOwnErrorCodeAndNoSecret() {
    aws.failStore(403, 403, 403, 403, 403, 403);

    assertThatThrownBy(() -> mailbox.get("config/appliance.yaml", null))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Reading config/appliance.yaml was answered with 403 Injected");
  }

  @Test
  void doesNotTryAgainWhatCannotGetBetter() {
    aws.failStore(400, "AuthorizationHeaderMalformed");

    assertThatThrownBy(() -> mailbox.get("config/appliance.yaml", null))
        .hasMessage(
            "Reading config/appliance.yaml was answered with 400 AuthorizationHeaderMalformed");
  }

  @ParameterizedTest
  @CsvSource({"400,ExpiredToken", "400,InvalidToken", "403,InvalidAccessKeyId"})
  void asksForNewCredentialsWhenTheStoreRefusesTheOldOnes(int status, String code)
      throws Exception {
    found();
    found();
    assertThat(aws.calls).filteredOn(KEYS::equals).hasSize(1);
    aws.failStore(status, code);
    found();

    assertThat(aws.calls).filteredOn(KEYS::equals).hasSize(2);
  }

  @Test
  void aRefusalForWantOfRightsKeepsTheCredentials() throws Exception {
    found();
    aws.failStore(403, "AccessDenied");
    found();

    assertThat(aws.calls).filteredOn(KEYS::equals).hasSize(1);
  }

  @Test
  void listsAllPagesWithWhatProvesTheContent() throws Exception {
    for (int i = 0; i < 5; i++) {
      aws.objects.put("capture/m_0/" + i + ".pcapng", ("packets " + i).getBytes(UTF_8));
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
    assertThat(aws.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("packets");

    aws.objects.put("capture/m_0/1.pcapng", "another's".getBytes(UTF_8));
    assertThat(mailbox.putNew("capture/m_0/1.pcapng", upload)).isFalse();
    assertThat(aws.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("another's");
  }

  @Test
  void theStoreKeepsNothingThatWasDamagedOnItsWay(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("1.pcapng"), "packets");
    aws.damaged = true;

    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 0)))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Writing capture/m_0/1.pcapng was answered with 400 BadDigest");
    assertThat(aws.objects).doesNotContainKey("capture/m_0/1.pcapng");
  }

  @Test
  void aSlowUploadComesWholeAlsoWhenTheFirstTryIsCutOff(@TempDir Path folder) throws Exception {
    byte[] content = new byte[1_000_000];
    new Random(2).nextBytes(content);
    Path file = Files.write(folder.resolve("1.pcapng"), content);
    aws.failStore(FakeAws.CUT);

    assertThat(mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 20_000_000))).isTrue();
    assertThat(aws.objects.get("capture/m_0/1.pcapng")).isEqualTo(content);
    Upload gone = Upload.of(file, "a/b", 20_000_000);
    Files.delete(file);
    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/2.pcapng", gone))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }
}
