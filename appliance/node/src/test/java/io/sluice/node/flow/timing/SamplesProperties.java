package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What is promised of numbers and samples in few bits. */
class SamplesProperties {
  private static final int SIZE = Samples.RESPONSES.size();

  @Property
  void durationsKeepTheirPromisedPrecision(@ForAll @LongRange(min = 0, max = 1L << 41) long nanos) {
    assertThat(Compact.EXACT.decode(Compact.EXACT.encode(nanos)))
        .isCloseTo(nanos, within(nanos >>> 28));
    assertThat(Compact.ROUGH.decode(Compact.ROUGH.encode(nanos)))
        .isCloseTo(nanos, within(nanos >>> 12));
  }

  @Property
  void codesAreInTheOrderOfTheirNumbers(
      @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
    for (Compact form : new Compact[] {Compact.EXACT, Compact.SUM, Compact.ROUGH}) {
      assertThat(form.encode(Math.min(one, other)))
          .isBetween(0L, (1L << form.width()) - 1)
          .isLessThanOrEqualTo(form.encode(Math.max(one, other)));
    }
  }

  @Property
  void whatIsBelowZeroIsZero(@ForAll @LongRange(min = Long.MIN_VALUE, max = 0) long below) {
    assertThat(Compact.EXACT.encode(below)).isZero();
  }

  @Example
  void countsAreExactFirstAndRightOnAverageThen() {
    Random random = new Random(3);
    long code = 0;
    for (int i = 1; i <= 1_000_000; i++) {
      code = Compact.COUNT.add(code, 1, random.nextLong());
      if (i == 4_095) {
        assertThat(Compact.COUNT.decode(code)).isEqualTo(4_095);
      }
    }
    assertThat(Compact.COUNT.decode(code)).isCloseTo(1_000_000, within(60_000L));
  }

  @Example
  void smallCountsAreRightOnAverage() {
    Random random = new Random(4);
    double sum = 0;
    for (int run = 0; run < 200; run++) {
      long code = 0;
      for (int i = 0; i < 10_000; i++) {
        code = Compact.SMALL_COUNT.add(code, 1, random.nextLong());
      }
      double error = Compact.SMALL_COUNT.decode(code) / 10_000.0 - 1;
      sum += error;
    }
    assertThat(sum / 200).isCloseTo(0, within(0.05));
  }

  @Example
  void sumsOfAMillionDurationsStayRight() {
    Random random = new Random(5);
    MemorySegment memory = MemorySegment.ofArray(new byte[SIZE]);
    long sum = 0;
    for (int i = 0; i < 1_000_000; i++) {
      long nanos = 50_000L + random.nextInt(100_000);
      sum += nanos;
      Samples.RESPONSES.add(memory, 0, nanos, random.nextLong());
    }
    assertThat(Samples.RESPONSES.sum(memory, 0)).isCloseTo(sum, within(sum / 200));
  }

  @Property(tries = 300)
  void quantilesAreWithinAFactorOfTheTrueOnes(@ForAll long seed) {
    Random random = new Random(seed);
    MemorySegment memory = MemorySegment.ofArray(new byte[SIZE]);
    // Within six powers of two and few enough to be counted exactly: the last bucket is not open
    long[] all = new long[1 + random.nextInt(31)];
    long least = 5_000L << random.nextInt(16);
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) (least * Math.pow(2, random.nextDouble() * 5));
      Samples.RESPONSES.add(memory, 0, all[i], random.nextLong());
    }
    Arrays.sort(all);
    for (double share : new double[] {0.5, 0.9, 0.99}) {
      long truth = all[(int) Math.ceil(share * all.length) - 1];
      assertThat(Samples.RESPONSES.quantile(memory, 0, share) / (double) truth)
          .isBetween(1 / 1.4147, 1.4147);
    }
    assertThat(Samples.RESPONSES.least(memory, 0)).isCloseTo(all[0], within(all[0] / 4_096));
    long greatest = all[all.length - 1];
    assertThat(Samples.RESPONSES.greatest(memory, 0)).isCloseTo(greatest, within(greatest / 4_096));
    assertThat(Samples.RESPONSES.count(memory, 0)).isEqualTo(all.length);
  }

  @Example
  void theShortestDurationMovesTheBuckets() {
    MemorySegment memory = MemorySegment.ofArray(new byte[SIZE]);
    for (long nanos : new long[] {40_000_000, 40_000_000, 10_000, 11_000}) {
      Samples.RESPONSES.add(memory, 0, nanos, 0);
    }
    assertThat(Samples.RESPONSES.edge(memory, 0, 0)).isEqualTo(8_192);
    assertThat(Samples.RESPONSES.held(memory, 0, 0)).isEqualTo(2);
    assertThat(Samples.RESPONSES.held(memory, 0, 6)).isEqualTo(2);
  }
}
