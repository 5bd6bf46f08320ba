package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NamesTest {
  private final Letters letters = new Letters();

  private long of(Names names, String... parts) {
    letters.clear();
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        letters.next();
      }
      parts[i].chars().forEach(letters::untrusted);
    }
    return names.of(letters);
  }

  @Test
  void aNameIsThereOnce() {
    Names names = new Names(1 << 16);
    long first = of(names, "www.example.org", "h2");
    assertThat(of(names, "other.example.org", "h2")).isNotEqualTo(first);
    assertThat(of(names, "www.example.org", "h2")).isEqualTo(first).isNotZero();
    assertThat(names.text(first, 0)).isEqualTo("www.example.org");
    assertThat(names.text(first, 1)).isEqualTo("h2");
    assertThat(names.text(first, 2)).isEmpty();
    assertThat(names.text(0, 0)).isEmpty();
  }

  @Test
  void memoryIsWhatWasAskedForAndItsIndex() {
    assertThat(new Names(1 << 20).bytes()).isEqualTo((1 << 20) + (1 << 17));
    assertThat(new Names((1 << 20) + 1).bytes()).isEqualTo((2 << 20) + (2 << 17));
  }

  @Test
  void aNameThatWasWrittenOverIsGoneAndNotAnothers() {
    Names names = new Names(Names.SMALLEST);
    long first = of(names, "first.example");
    for (int i = 0; i < 10_000; i++) {
      of(names, "flood" + i + ".example");
    }
    assertThat(names.text(first, 0)).isEmpty();
    assertThat(names.lost()).isEqualTo(1);
    assertThat(of(names, "first.example")).isNotEqualTo(first);
  }

  @Test
  void aNameThatIsKeptOutlivesAFlood() {
    Names names = new Names(Names.SMALLEST);
    long kept = of(names, "first.example", "second part");
    for (int i = 0; i < 100_000; i++) {
      of(names, "flood" + i + ".example");
      kept = names.kept(kept, letters);
    }
    assertThat(names.text(kept, 0)).isEqualTo("first.example");
    assertThat(names.text(kept, 1)).isEqualTo("second part");
    assertThat(names.lost()).isZero();
  }

  @Property(tries = 200)
  void everyNumberTellsItsOwnNameOrNone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int different) {
    Random random = new Random(seed);
    Names names = new Names(Names.SMALLEST);
    Map<Long, String> given = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      int which = random.nextInt(different);
      String name = "n" + which + "-" + "x".repeat(which % 200);
      long number = of(names, name);
      assertThat(names.text(number, 0)).isEqualTo(name);
      assertThat(given.getOrDefault(number, name)).isEqualTo(name);
      given.put(number, name);
    }
    given.forEach((number, name) -> assertThat(names.text(number, 0)).isIn(name, ""));
  }

  /** Another thread reads numbers late: while the ring is written round and round. */
  @Test
  void aReaderBesideTheWriterNeverSeesTornNames() throws Exception {
    Names names = new Names(Names.SMALLEST);
    ArrayBlockingQueue<long[]> rows = new ArrayBlockingQueue<>(256);
    int count = 400_000;
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Callable<long[]> reading =
          () -> {
            long wrong = 0;
            long read = 0;
            ArrayDeque<long[]> late = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
              late.add(rows.take());
              long[] row = late.size() > 200 ? late.poll() : late.peek();
              String text = row == null ? "" : names.text(row[0], 0);
              if (row != null && !text.isEmpty()) {
                read++;
                wrong += text.equals(name(row[1])) ? 0 : 1;
              }
            }
            return new long[] {wrong, read};
          };
      Future<long[]> result = reader.submit(reading);
      for (int i = 0; i < count; i++) {
        rows.put(new long[] {of(names, name(i)), i});
      }
      assertThat(result.get()[0]).isZero();
      assertThat(result.get()[1]).isPositive();
    }
    assertThat(names.lost()).isPositive();
  }

  private static String name(long i) {
    return (char) ('a' + i % 26) + Long.toString(i * 7_919).repeat(1 + (int) (i % 5));
  }
}
