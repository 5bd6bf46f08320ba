package io.sluice.node.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.capture.StoredSegment;
import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OffloadTest {
  private final MemoryMailbox mailbox = new MemoryMailbox();
  private final List<StoredSegment> store = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Offload offload;

  @BeforeEach
  void make() {
    offload = offload();
  }

  @AfterEach
  void close() {
    offload.close();
  }

  private Offload offload() {
    return new Offload(
        new OffloadSettings(folder, 0, Duration.ofMillis(5), Duration.ofSeconds(5)),
        mailbox,
        () -> List.copyOf(store));
  }

  private StoredSegment segment(int number) {
    return segment(number, true);
  }

  private StoredSegment segment(int number, boolean indexed) {
    try {
      Path file = folder.resolve("%012d-20261122T112400.000000000Z.pcapng".formatted(number));
      Files.writeString(file, "packets of " + number);
      StoredSegment segment =
          new StoredSegment(file, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 20, indexed);
      Files.writeString(segment.index(), "index of " + number);
      return segment;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String object(int number, String suffix) {
    return "capture/m_0/%012d-20261122T112400.000000000Z%s".formatted(number, suffix);
  }

  private void begin(Offload one) {
    one.wanted(true);
    one.start("m_0");
  }

  private static void until(BooleanSupplier true_) throws InterruptedException {
    while (!true_.getAsBoolean()) {
      Thread.sleep(2);
    }
  }

  @Test
  void closedSegmentsGoTheOldestFirstEachAfterItsIndex() throws Exception {
    store.addAll(List.of(segment(1), segment(2)));
    begin(offload);
    until(() -> offload.totals().segments() == 2);

    assertThat(mailbox.writes)
        .containsExactly(
            object(1, ".idx"), object(1, ".pcapng"), object(2, ".idx"), object(2, ".pcapng"));
    assertThat(mailbox.objects.get(object(2, ".pcapng"))).asString().isEqualTo("packets of 2");
    assertThat(offload.totals().bytes()).isEqualTo(2L * ("packets of 1" + "index of 1").length());
    assertThat(offload.totals().waiting()).isZero();
  }

  @Test
  void aSegmentWaitsForItsIndex() throws Exception {
    StoredSegment indexed = segment(1);
    store.add(segment(1, false));
    store.add(segment(2));
    begin(offload);
    until(() -> offload.totals().segments() == 1);
    assertThat(mailbox.objects).doesNotContainKey(object(1, ".pcapng"));
    assertThat(offload.totals().waiting()).isEqualTo(1);

    store.set(0, indexed);
    until(() -> offload.totals().segments() == 2);
  }

  @Test
  void whatWasSentIsNotSentAgainAfterARestart() throws Exception {
    store.addAll(List.of(segment(1), segment(2)));
    begin(offload);
    until(() -> offload.totals().segments() == 2);
    offload.close();
    store.add(segment(3));

    Offload next = offload();
    begin(next);
    until(() -> next.totals().segments() == 1);
    next.close();
    assertThat(mailbox.writes).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void withoutItsLogOffloadFindsWhatIsThereByItsHash() throws Exception {
    store.addAll(List.of(segment(1), segment(2)));
    mailbox.objects.put(object(1, ".idx"), "index of 1".getBytes(UTF_8));
    mailbox.objects.put(object(1, ".pcapng"), "packets of 1".getBytes(UTF_8));
    // A crash came between the two objects of the second
    mailbox.objects.put(object(2, ".idx"), "index of 2".getBytes(UTF_8));
    Files.writeString(folder.resolve("offloaded"), "000000000001-20261122T1124");
    begin(offload);
    until(() -> offload.totals().segments() == 1);

    assertThat(offload.totals().found()).isEqualTo(1);
    assertThat(mailbox.writes).containsExactly(object(2, ".pcapng"));
  }

  @Test
  void anObjectWithOtherContentIsLeftAndOursTakesAnotherName() throws Exception {
    StoredSegment segment = segment(1);
    store.add(segment);
    mailbox.objects.put(object(1, ".pcapng"), "another's".getBytes(UTF_8));
    begin(offload);
    until(() -> offload.totals().conflicts() == 1);

    // sha256sum of `packets of 1`
    String apart = "~" + Upload.of(segment.path(), "", 0).sha256().substring(0, 8);
    assertThat(mailbox.objects.get(object(1, ".pcapng"))).asString().isEqualTo("another's");
    assertThat(mailbox.objects.get(object(1, apart + ".pcapng")))
        .asString()
        .isEqualTo("packets of 1");
    assertThat(mailbox.objects).containsKey(object(1, apart + ".idx"));
  }

  @Test
  void aWriteWhoseAnswerWasLostIsFoundToBeOurs() throws Exception {
    store.add(segment(1));
    mailbox.forgetsToAnswer = object -> mailbox.writes.size() == 2;
    begin(offload);
    until(() -> offload.totals().waiting() == 0 && offload.totals().segments() == 1);

    assertThat(offload.totals().failures()).isEqualTo(1);
    assertThat(offload.totals().conflicts()).isZero();
  }

  @Test
  void oneThatIsRefusedDoesNotHoldUpTheOthersAndGoesWhenItMay() throws Exception {
    store.addAll(List.of(segment(1), segment(2), segment(3)));
    mailbox.refuses = object -> object.equals(object(1, ".pcapng"));
    begin(offload);
    until(() -> offload.totals().segments() == 2);
    assertThat(offload.problem()).contains("was answered with 503");

    mailbox.refuses = object -> false;
    until(() -> offload.totals().segments() == 3);
    until(() -> offload.problem().isEmpty());
  }

  @Test
  void whatTheStoreLetsGoBeforeItWasSentIsCounted() throws Exception {
    store.addAll(List.of(segment(1), segment(2)));
    mailbox.refuses = object -> true;
    begin(offload);
    until(() -> offload.totals().failures() > 0);
    StoredSegment quick = store.removeFirst();
    Files.delete(quick.path());
    until(() -> offload.totals().lost() == 1);

    assertThat(offload.totals().lostBytes()).isEqualTo(20);
    mailbox.refuses = object -> false;
    until(() -> offload.totals().segments() == 1);
    assertThat(mailbox.objects.keySet())
        .containsExactlyInAnyOrder(object(2, ".idx"), object(2, ".pcapng"));
  }

  @Test
  void aSlowStoreHoldsNobodyUp() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    mailbox.slowly =
        () -> {
          try {
            answers.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    store.add(segment(1));
    begin(offload);
    until(() -> !mailbox.writes.isEmpty());

    // Whoever asks, or changes the config, has an answer while the write hangs
    assertThat(offload.totals().waiting()).isEqualTo(1);
    offload.wanted(false);
    offload.wanted(true);
    answers.countDown();
    until(() -> offload.totals().segments() == 1);
  }

  @Test
  void nothingGoesWhileNobodyWantsItAndTheLastSegmentGoesAtTheEnd() throws Exception {
    store.add(segment(1));
    offload.start("m_0");
    Thread.sleep(30);
    assertThat(mailbox.writes).isEmpty();

    offload.wanted(true);
    until(() -> offload.totals().segments() == 1);
    store.add(segment(2));
    offload.close();
    assertThat(mailbox.objects).containsKey(object(2, ".pcapng"));
  }
}
