package io.sluice.node.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.mailbox.MailboxContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3MailboxTest extends MailboxContract<FakeAws> {
  private static final String KEYS =
      "GET /imds/i-0a1/latest/meta-data/iam/security-credentials/netops-machines";

  S3MailboxTest() throws IOException {
    super(new FakeAws(), "BadDigest");
  }

  @Test
  void writesAnyKeyAsS3SignsIt(@TempDir Path folder) throws Exception {
    mailbox.put("status/i-0a1.json", "{}".getBytes(UTF_8), "application/json");
    mailbox.put("lake/day=1/a b+c$é~.txt", "x".getBytes(UTF_8), "text/plain; charset=utf-8");
    mailbox.put("lake/day=1/x", Files.writeString(folder.resolve("x"), "file"), "a/b");

    assertThat(store.objects.get("status/i-0a1.json")).asString().isEqualTo("{}");
    assertThat(store.objects).containsKey("lake/day%3D1/a%20b%2Bc%24%C3%A9~.txt");
    assertThat(store.objects.get("lake/day%3D1/x")).asString().isEqualTo("file");
  }

  @Test
  void triesAgainWhenTheStoreWasKeptWaiting() throws Exception {
    store.failStore(408, 408);

    assertThat(found().bytes()).asString().isEqualTo("one");
  }

  @Test
  void waitsForABucketThatIsNotThereYet() throws Exception {
    store.failStore(404, "NoSuchBucket");
    mailbox.put("status/i-0a1.json", "{}".getBytes(UTF_8), "application/json");

    assertThat(store.objects).containsKey("status/i-0a1.json");
  }

  @Test
  void doesNotTryAgainWhatCannotGetBetter() {
    store.failStore(400, "AuthorizationHeaderMalformed");

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
    assertThat(store.calls).filteredOn(KEYS::equals).hasSize(1);
    store.failStore(status, code);
    found();

    assertThat(store.calls).filteredOn(KEYS::equals).hasSize(2);
  }

  @Test
  void aRefusalForWantOfRightsKeepsTheCredentials() throws Exception {
    found();
    store.failStore(403, "AccessDenied");
    found();

    assertThat(store.calls).filteredOn(KEYS::equals).hasSize(1);
  }
}
