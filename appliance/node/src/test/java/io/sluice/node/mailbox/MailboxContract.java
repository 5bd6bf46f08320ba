package io.sluice.node.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mailbox does whichever cloud it is in. */
public abstract class MailboxContract<S extends FakeStore> {
  protected final S store;
  protected final Mailbox mailbox;

  /** The store's own error code for bytes that are not those that were sent. */
  private final String damage;

  protected MailboxContract(S store, String damage) {
    this.store = store;
    this.mailbox = store.mailbox();
    this.damage = damage;
  }

  @BeforeEach
  final void start() {
    store.objects.put("config/appliance.yaml", "one".getBytes(UTF_8));
  }

  @AfterEach
  final void stop() {
    store.close();
  }

  protected final Mailbox.Reply.Found found() throws Exception {
    return (Mailbox.Reply.Found) mailbox.get("config/appliance.yaml", null);
  }

  @Test
  void readsAnObjectOnceAndThenOnlyWhenItHasChanged() throws Exception {
    Mailbox.Reply.Found first = found();
    assertThat(first.bytes()).asString().isEqualTo("one");
    assertThat(mailbox.get("config/appliance.yaml", first.etag()))
        .isEqualTo(new Mailbox.Reply.Unchanged());

    store.objects.put("config/appliance.yaml", "two".getBytes(UTF_8));
    assertThat(mailbox.get("config/appliance.yaml", first.etag()))
        .isInstanceOfSatisfying(
            Mailbox.Reply.Found.class, now -> assertThat(now.bytes()).asString().isEqualTo("two"));
  }

  @Test
  void saysThatAnObjectIsMissingWithoutTryingAgain() throws Exception {
    assertThat(mailbox.get("config/other.yaml", null)).isEqualTo(new Mailbox.Reply.Missing());
    assertThat(store.calls).filteredOn("GET /mailbox/config/other.yaml"::equals).hasSize(1);
  }

  @Test
  void writesAFileAsItLiesAlsoWhenTheFirstTryFails(@TempDir Path folder) throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("x.parquet"), content);
    store.failStore(503);
    mailbox.put("lake/flows/m_0-1.parquet", file, "a/b");

    assertThat(store.objects.get("lake/flows/m_0-1.parquet")).isEqualTo(content);
    assertThatThrownBy(() -> mailbox.put("lake/x", folder.resolve("none"), "a/b"))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429, 500, 503, FakeStore.CUT})
  void triesAgainWhenRefusedThrottledOrCutOff(int fault) throws Exception {
    store.failStore(fault, fault);

    assertThat(found().bytes()).asString().isEqualTo("one");
  }

  @Test
  void givesUpWithTheStoresOwnErrorCodeAndNoSecret() {
    store.failStore(403, 403, 403, 403, 403, 403);

    assertThatThrownBy(() -> mailbox.get("config/appliance.yaml", null))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Reading config/appliance.yaml was answered with 403 Injected");
  }

  @Test
  void listsAllPagesWithWhatProvesTheContent() throws Exception {
    for (int i = 0; i < 5; i++) {
      store.objects.put("capture/m_0/" + i + ".pcapng", ("packets " + i).getBytes(UTF_8));
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
    assertThat(store.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("packets");

    store.objects.put("capture/m_0/1.pcapng", "another's".getBytes(UTF_8));
    assertThat(mailbox.putNew("capture/m_0/1.pcapng", upload)).isFalse();
    assertThat(store.objects.get("capture/m_0/1.pcapng")).asString().isEqualTo("another's");
  }

  @Test
  void theStoreKeepsNothingThatWasDamagedOnItsWay(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("1.pcapng"), "packets");
    store.damaged = true;

    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 0)))
        .isInstanceOf(MailboxException.class)
        .hasMessage("Writing capture/m_0/1.pcapng was answered with 400 " + damage);
    assertThat(store.objects).doesNotContainKey("capture/m_0/1.pcapng");
  }

  @Test
  void aSlowUploadComesWholeAlsoWhenTheFirstTryIsCutOff(@TempDir Path folder) throws Exception {
    byte[] content = new byte[1_000_000];
    new Random(2).nextBytes(content);
    Path file = Files.write(folder.resolve("1.pcapng"), content);
    store.failStore(FakeStore.CUT);

    assertThat(mailbox.putNew("capture/m_0/1.pcapng", Upload.of(file, "a/b", 20_000_000))).isTrue();
    assertThat(store.objects.get("capture/m_0/1.pcapng")).isEqualTo(content);
    Upload gone = Upload.of(file, "a/b", 20_000_000);
    Files.delete(file);
    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/2.pcapng", gone))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("cannot be read");
  }
}
