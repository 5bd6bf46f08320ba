package io.sluice.node.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.mailbox.MailboxContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzureBlobMailboxTest extends MailboxContract<FakeAzure> {
  AzureBlobMailboxTest() throws IOException {
    super(new FakeAzure(), "Md5Mismatch");
  }

  @Test
  void writesAPartitionUnderItsName(@TempDir Path folder) throws Exception {
    mailbox.put("lake/day=1/x", Files.writeString(folder.resolve("x"), "file"), "a/b");

    assertThat(store.objects.get("lake/day=1/x")).asString().isEqualTo("file");
  }

  @Test
  void writesAndWaitsForAContainerThatIsNotThereYet() throws Exception {
    store.failStore(404, 403);
    mailbox.put("status/fleet_3.json", "{}".getBytes(UTF_8), "application/json");

    assertThat(store.objects.get("status/fleet_3.json")).asString().isEqualTo("{}");
  }

  @Test
  void asksForANewTokenWhenTheStoreRefusesTheOldOne() throws Exception {
    found();
    store.failStore(401);
    found();

    assertThat(store.calls).filteredOn("GET /metadata/identity/oauth2/token"::equals).hasSize(2);
  }

  @Test
  void triesAgainWhenANewTokenIsRefusedToo() throws Exception {
    store.failStore(401, 401);

    assertThat(found().bytes()).asString().isEqualTo("one");
  }

  @Test
  void waitsForTheMetadataService() throws Exception {
    store.failMetadata(404, 500, 410, FakeAzure.CUT);

    assertThat(store.metadata(Clock.systemUTC()).machineName()).isEqualTo("fleet_3");
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
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    AzureMetadata metadata = store.metadata(clock);
    String first = metadata.storageToken();
    now[0] = start.plus(Duration.ofMinutes(54));
    assertThat(metadata.storageToken()).isEqualTo(first);
    now[0] = start.plus(Duration.ofMinutes(55));
    assertThat(metadata.storageToken()).isNotEqualTo(first);
  }
}
