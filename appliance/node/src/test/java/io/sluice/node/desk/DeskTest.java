package io.sluice.node.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeskTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:30:00Z");
  private static final long T = NOW.getEpochSecond() * 1_000_000_000L;
  private static final String LEASE = "\"until\": \"2026-11-22T10:40:00Z\"";

  private final MemoryMailbox mailbox = new MemoryMailbox();
  private final FakeHoldings holdings = new FakeHoldings();
  private volatile Instant time = NOW;
  private Desk desk;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
          return time;
        }
      };

  @BeforeEach
  void start() {
    desk = desk();
    desk.start("m_0");
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private Desk desk() {
    return new Desk(mailbox, holdings, "appliance test", clock, Duration.ofMillis(10));
  }

  private void ask(String... requests) {
    String list = String.join(",", requests);
    mailbox.objects.put(
        "search/requests.json", "{\"requests\": [%s]}".formatted(list).getBytes(UTF_8));
  }

  private static String search(String id, String more) {
    return "{\"id\": \"%s\", \"kind\": \"search\", %s%s}"
        .formatted(id, LEASE, more.isEmpty() ? "" : ", " + more);
  }

  private @Nullable Answer answer(String id) {
    byte[] bytes = mailbox.objects.get("search/" + id + "/m_0/answer.json");
    try {
      return bytes == null ? null : Documents.answer(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Answer await(String id, Predicate<Answer> wanted) throws InterruptedException {
    while (true) {
      Answer answer = answer(id);
      if (answer != null && wanted.test(answer)) {
        return answer;
      }
      Thread.sleep(2);
    }
  }

  private static void until(BooleanSupplier wanted) throws InterruptedException {
    while (!wanted.getAsBoolean()) {
      Thread.sleep(2);
    }
  }

  private Answer done(String id) throws InterruptedException {
    return await(id, Answer::isLast);
  }

  /** Stamps of the packets of one chunk. */
  private List<Long> stamps(String id, int number) throws IOException {
    byte[] bytes = mailbox.objects.get("search/%s/m_0/%06d.pcapng".formatted(id, number));
    List<Long> stamps = new ArrayList<>();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(bytes))) {
      while (reader.next()) {
        stamps.add(reader.nanos());
      }
      assertThat(reader.warnings()).isEmpty();
    }
    return stamps;
  }

  private List<Long> stamps(Answer answer) throws IOException {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < answer.chunks(); i++) {
      all.addAll(stamps(answer.id(), i));
    }
    return all;
  }

  private static Instant at(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  @Test
  void aSearchIsAnsweredWithChunksThatOthersRead() throws Exception {
    for (int i = 0; i < 50; i++) {
      holdings.add(T - 1_000 + i, new byte[100]);
    }
    holdings.add(T + 1, new byte[100]);
    ask(search("a", "\"from\": \"%s\"".formatted(at(T - 990))));
    Answer answer = done("a");

    assertThat(answer.state()).isEqualTo("done");
    assertThat(stamps(answer))
        .containsExactlyElementsOf(LongStream.range(T - 990, T - 950).boxed().toList());
    assertThat(answer.packets()).isEqualTo(40);
    assertThat(answer.bytes()).isEqualTo(mailbox.objects.get("search/a/m_0/000000.pcapng").length);
    assertThat(answer.through()).isEqualTo(NOW);
    assertThat(answer.oldest()).isEqualTo(at(T - 1_000));
    assertThat(answer.segments()).hasSize(1);
    assertThat(answer.machine()).isEqualTo("m_0");
  }

  @Test
  void aLargeAnswerComesInChunksThatTearNoStampApart() throws Exception {
    // 30 MB, a hundred packets of each stamp
    for (int i = 0; i < 3_000; i++) {
      holdings.add(T - 1_000 + i / 100, new byte[10_000]);
    }
    ask(search("a", ""));
    Answer answer = done("a");

    assertThat(answer.chunks()).isBetween(4, 6);
    assertThat(stamps(answer)).hasSize(3_000).isSorted();
    for (int i = 1; i < answer.chunks(); i++) {
      assertThat(stamps("a", i).getFirst()).isGreaterThan(stamps("a", i - 1).getLast());
    }
    assertThat(mailbox.objects.values()).allMatch(bytes -> bytes.length <= (8 << 20) + 1_100_000);
  }

  @Test
  void aFollowedSearchGivesWhatComesAndSaysHowFarItIsWhenNothingComes() throws Exception {
    holdings.settled = T;
    holdings.add(T - 5, new byte[60]);
    ask(search("a", "\"follow\": true"));
    await("a", answer -> answer.chunks() == 1);
    holdings.settled = T + 1_000;
    Answer idle = await("a", answer -> at(T + 1_000).equals(answer.through()));
    assertThat(idle.state()).isEqualTo("running");
    assertThat(idle.chunks()).isEqualTo(1);

    // On disk already, but others of its time may still come
    holdings.add(T + 2_000, new byte[60]);
    Thread.sleep(30);
    assertThat(answer("a").chunks()).isEqualTo(1);
    holdings.settled = T + 3_000;
    Answer grown = await("a", answer -> answer.chunks() == 2);
    assertThat(stamps(grown)).containsExactly(T - 5, T + 2_000);
  }

  @Test
  void aRequestThatVanishesIsCutOffAndNothingMoreIsWritten() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    holdings.held =
        number -> {
          if (number == 500) {
            reached.countDown();
            new CountDownLatch(1).await();
          }
        };
    IntStream.range(0, 1_000).forEach(i -> holdings.add(T - 1_000 + i, new byte[60]));
    ask(search("a", ""), search("b", "\"kind\": \"none\""));
    reached.await();
    done("b");
    ask();
    until(() -> threads() == 0);
    mailbox.objects.keySet().removeIf(object -> object.startsWith("search/a/"));
    Thread.sleep(50);

    assertThat(mailbox.objects.keySet()).noneMatch(object -> object.startsWith("search/a/"));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("desk-"))
        .count();
  }

  @Test
  void twoRequestsAreServedAtOnce() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    holdings.add(T - 10, new byte[60]);
    holdings.add(T - 9, new byte[60]);
    holdings.held =
        number -> {
          if (number == 1) {
            free.await();
          }
        };
    ask(search("a", ""), search("b", "\"to\": \"%s\"".formatted(at(T - 10))));

    assertThat(done("b").packets()).isEqualTo(1);
    assertThat(answer("a").isLast()).isFalse();
    free.countDown();
    assertThat(done("a").packets()).isEqualTo(2);
  }

  @Test
  void aMailboxThatRefusesForAWhileLosesNothing() throws Exception {
    IntStream.range(0, 10).forEach(i -> holdings.add(T - 10 + i, new byte[60]));
    mailbox.refuses = object -> mailbox.writes.stream().filter(object::equals).count() < 2;
    ask(search("a", ""));

    assertThat(stamps(done("a"))).hasSize(10);
    assertThat(mailbox.writes).filteredOn("search/a/m_0/000000.pcapng"::equals).hasSize(2);
  }

  @Test
  void whatRunsGoesOnWhileRequestsCannotBeRead() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    holdings.add(T - 10, new byte[60]);
    holdings.held = number -> free.await();
    ask(search("a", ""));
    await("a", answer -> answer.state().equals("running"));
    mailbox.unreadable = true;
    Thread.sleep(50);
    free.countDown();

    assertThat(done("a").state()).isEqualTo("done");
    mailbox.unreadable = false;
    mailbox.objects.put("search/requests.json", "{\"requ".getBytes(UTF_8));
    Thread.sleep(30);
    ask(search("b", ""));
    assertThat(done("b").packets()).isEqualTo(1);
  }

  @Test
  void afterAKillAnotherProcessGoesOnBehindWhatIsTold() throws Exception {
    desk.close();
    IntStream.range(0, 10).forEach(i -> holdings.add(T - 10 + i, new byte[60]));
    // Two chunks are told; a third was written, and the kill came before the answer
    Answer told =
        new Answer(
            "a",
            "m_0",
            "running",
            NOW,
            0,
            2,
            4,
            999,
            at(T - 7),
            List.of("s.pcapng"),
            null,
            false,
            "",
            List.of(),
            List.of());
    mailbox.objects.put("search/a/m_0/answer.json", Documents.bytes(told));
    mailbox.objects.put("search/a/m_0/000002.pcapng", "of before".getBytes(UTF_8));
    ask(search("a", ""));
    try (Desk next = desk()) {
      next.start("m_0");
      Answer answer = done("a");

      assertThat(answer.chunks()).isEqualTo(3);
      assertThat(answer.packets()).isEqualTo(4 + 6);
      assertThat(stamps("a", 2))
          .containsExactlyElementsOf(LongStream.range(T - 6, T).boxed().toList());
      assertThat(answer.segments()).contains("s.pcapng");
    }
  }

  @Test
  void whatWasAnsweredToItsEndIsNotDoneAgainByAnotherProcess() throws Exception {
    holdings.add(T - 10, new byte[60]);
    ask(search("a", ""));
    done("a");
    desk.close();
    int writes = mailbox.writes.size();
    try (Desk next = desk()) {
      next.start("m_0");
      ask(search("a", ""), search("b", ""));
      done("b");
    }
    assertThat(mailbox.writes.subList(writes, mailbox.writes.size()))
        .noneMatch(object -> object.startsWith("search/a/"));
  }

  @Test
  void aLeaseGoesByTheStoresClockHoweverWrongOursIs() throws Exception {
    // An hour ahead: by our own clock both leases are long over
    time = NOW.plusSeconds(3_600);
    mailbox.ahead = Duration.ofHours(1);
    holdings.settled = T;
    ask(search("a", "\"follow\": true"));
    Answer running = await("a", answer -> answer.state().equals("running"));
    assertThat(running.clockAheadMillis()).isEqualTo(3_600_000);

    time = NOW.plusSeconds(3_600 + 601);
    assertThat(done("a").state()).isEqualTo("cancelled");
  }

  @Test
  void aRenewedLeaseKeepsASearchAlive() throws Exception {
    holdings.settled = T;
    ask(search("a", "\"follow\": true"));
    await("a", answer -> answer.state().equals("running"));
    ask(search("a", "\"follow\": true").replace("10:40", "10:50"));
    Thread.sleep(50);
    time = NOW.plusSeconds(601);
    Thread.sleep(50);
    assertThat(answer("a").isLast()).isFalse();

    time = NOW.plusSeconds(1_201);
    assertThat(done("a").state()).isEqualTo("cancelled");
  }

  @Test
  void whatIsLongOverIsNotAnswered() throws Exception {
    ask(search("a", "").replace("10:40", "10:20"), search("b", ""));
    done("b");
    assertThat(answer("a")).isNull();
  }

  @Test
  void whatCannotBeDoneIsSaidInASentence() throws Exception {
    ask(
        search("a", "\"kind\": \"dance\"").replace("\"kind\": \"search\", ", ""),
        "{\"id\": \"b\", \"kind\": \"search\"}",
        search("c", "\"kind\": \"keep\"").replace("\"kind\": \"search\", ", ""),
        search("d", "\"kind\": \"hunt\", \"indicators\": [\"10.0.0\"]")
            .replace("\"kind\": \"search\", ", ""));

    assertThat(done("a").problem())
        .isEqualTo("This appliance knows no request of the kind `dance`.");
    assertThat(done("b").problem()).isEqualTo("The request does not say until when it stands.");
    assertThat(done("c").problem()).contains("needs a `from`");
    assertThat(done("d").problem())
        .isEqualTo("`10.0.0` is neither an address, nor a network, nor a name.");
    assertThat(List.of(done("a"), done("b"), done("c"), done("d")))
        .allMatch(answer -> answer.state().equals("failed"));
  }

  @Test
  void aBugInASearchEndsTheSearchAlone() throws Exception {
    holdings.bug = new IndexOutOfBoundsException("damaged");
    ask(search("a", ""));
    assertThat(done("a").state()).isEqualTo("failed");

    holdings.bug = null;
    ask(search("a", ""), search("b", ""));
    assertThat(done("b").state()).isEqualTo("done");
  }

  @Test
  void aLimitBoundsTheBytesAndIsSaid() throws Exception {
    IntStream.range(0, 1_000).forEach(i -> holdings.add(T - 2_000 + i, new byte[1_000]));
    ask(search("a", "\"limitBytes\": 100000"));
    Answer answer = done("a");

    assertThat(answer.limited()).isTrue();
    assertThat(answer.bytes()).isBetween(50_000L, 100_000L);
    List<Long> stamps = stamps(answer);
    assertThat(answer.packets()).isEqualTo(stamps.size());
    assertThat(answer.through()).isEqualTo(at(stamps.getLast()));
  }

  @Test
  void aMachineThatGoesSaysSo() throws Exception {
    holdings.settled = T;
    ask(search("a", "\"follow\": true"));
    await("a", answer -> answer.state().equals("running"));
    desk.close();

    assertThat(answer("a").state()).isEqualTo("cancelled");
  }

  @Test
  void packetsThatAreNotOnDiskYetAreWaitedFor() throws Exception {
    holdings.settled = T - 100;
    holdings.add(T - 50, new byte[60]);
    ask(search("a", ""));
    await("a", answer -> at(T - 100).equals(answer.through()));
    assertThat(answer("a").chunks()).isZero();

    holdings.settled = T;
    assertThat(stamps(done("a"))).containsExactly(T - 50);
  }

  @Test
  void aSpanIsKept() throws Exception {
    ask(
        "{\"id\": \"k\", \"kind\": \"keep\", \"why\": \"INC-1\", \"from\": \"%s\", \"to\": \"%s\", %s}"
            .formatted(NOW, NOW.plusSeconds(60), LEASE));
    Answer answer = done("k");

    assertThat(answer.state()).isEqualTo("done");
    assertThat(answer.segments()).hasSize(1);
    assertThat(holdings.kept).containsExactly("2026-11-22T10:30:00Z 2026-11-22T10:31:00Z INC-1");
  }
}
