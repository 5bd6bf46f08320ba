package io.sluice.it.capture;

import io.sluice.packet.index.Filters;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Kills a capture at random moments, again and again over one store, and counts in the files what
 * had been acknowledged.
 */
public final class KillMain {
  private static final long STORE = 8L << 30;
  private static final long SEGMENT = 2 << 20;
  private static final int SYNC_MILLIS = 50;
  private static final int TELL_MILLIS = 5;
  private static final int RATE = 20_000;

  private final Path state;
  private final int port;
  private final Random random = new Random();
  private final Set<Path> known = new HashSet<>();
  private long acknowledged;
  private long lost;
  private long unopened;
  private long stored;
  private long unindexed;
  private int wrong;

  private KillMain(Path state, int port) {
    this.state = state;
    this.port = port;
  }

  /**
   * @param arguments a directory, a UDP port, how often
   */
  public static void main(String[] arguments) throws Exception {
    KillMain main = new KillMain(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    int kills = Integer.parseInt(arguments[2]);
    for (int life = 1; life <= kills; life++) {
      main.live(life);
      if (life % 20 == 0) {
        System.err.printf("%d of %d%n", life, kills);
      }
    }
    main.recover(kills + 1);
    System.out.printf(
        "kills %d%nacknowledged %d%nlost %d%nunopened %d%nstored %d%nwrong %d%nleft-unindexed %d%n"
            + "without-index %d%n",
        kills,
        main.acknowledged,
        main.lost,
        main.unopened,
        main.stored,
        main.wrong,
        main.unindexed(),
        main.unindexed);
  }

  private CaptureMain.Options options(int life, int rate) {
    return new CaptureMain.Options(
        state,
        InetAddress.getLoopbackAddress(),
        port,
        2,
        STORE,
        SEGMENT,
        SYNC_MILLIS,
        TELL_MILLIS,
        "sockets",
        rate,
        life);
  }

  private Path store() {
    return state.resolve("capture");
  }

  private void live(int life) throws IOException, InterruptedException {
    long told;
    try (Child child = new Child(options(life, RATE), state.resolveSibling("child.log"))) {
      if (!child.await(() -> child.durable() > 0)) {
        unopened++;
        child.kill();
        return;
      }
      Thread.sleep(random.nextInt(1_500));
      child.kill();
      told = child.durable();
    }
    acknowledged += told;
    long there = check();
    if (there < told) {
      lost += told - there;
      System.err.printf("Life %d: %d were acknowledged and %d are there%n", life, told, there);
    }
  }

  /** Different packets in the segments that are new. */
  private long check() throws IOException {
    Stored files = new Stored();
    for (Path segment : Stored.segments(store())) {
      if (known.add(segment)) {
        files.read(segment);
      }
    }
    wrong += files.wrong().size();
    files.wrong().forEach(System.err::println);
    stored += files.packets();
    unindexed += unindexed();
    return files.packets();
  }

  private long unindexed() throws IOException {
    return Stored.segments(store()).stream()
        .filter(each -> !Files.exists(Path.of(each.toString().replace(".pcapng", ".idx"))))
        .count();
  }

  /** A last life makes the indexes that are missing; then a search finds what was counted. */
  private void recover(int life) throws Exception {
    try (Child child = new Child(options(life, 0), state.resolveSibling("child.log"))) {
      child.await(this::allIndexed);
      if (child.end() != 0) {
        unopened++;
      }
    }
    long[] found = {0};
    SearchReport report =
        new StoreSearch(
                store(),
                Filters.everything(),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (segments, of, packets) -> {})
            .run(
                packet -> {
                  found[0]++;
                  return true;
                });
    List<String> problems = report.problems();
    problems.forEach(System.err::println);
    wrong += problems.size();
    if (found[0] != stored) {
      wrong++;
      System.err.printf("%d packets were stored and a search finds %d%n", stored, found[0]);
    }
  }

  private boolean allIndexed() {
    try {
      return unindexed() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
