package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.tunnel.Runs.Chain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How the datagrams of a batch are arranged into runs that the kernel cuts up again. */
class RunsTest {
  private static final int LONGEST = Runs.MAX_BYTES;

  private record Datagram(long address, int length, int flow) {}

  /** In the order that they leave in. */
  private static List<List<Long>> runs(List<Datagram> datagrams, int longest) {
    Runs runs = new Runs(Math.max(1, datagrams.size()));
    Chain chain = new Chain();
    datagrams.forEach(d -> runs.add(chain, d.address, d.length, d.flow, longest));
    List<List<Long>> all = new ArrayList<>();
    for (int run = chain.firstRun; run != Runs.NONE; run = runs.nextRun[run]) {
      List<Long> addresses = new ArrayList<>();
      for (int d = runs.first[run]; d != Runs.NONE; d = runs.next[d]) {
        assertThat(runs.length[d]).isEqualTo(runs.size[run]);
        addresses.add(runs.address[d]);
      }
      assertThat(addresses).hasSize(runs.count[run]);
      all.add(addresses);
    }
    return all;
  }

  @Property
  void everyDatagramLeavesOnceAndThoseOfAFlowInTheirOrder(
      @ForAll @Size(max = 256) List<@IntRange(max = 40) Integer> flows,
      @ForAll @IntRange(min = 1, max = 6) int lengths,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Datagram> datagrams = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      datagrams.add(new Datagram(i, 64 + 100 * random.nextInt(lengths), flows.get(i) * 7919));
    }

    List<Long> left = runs(datagrams, LONGEST).stream().flatMap(List::stream).toList();

    assertThat(left).doesNotHaveDuplicates().hasSize(datagrams.size());
    Map<Integer, List<Long>> byFlow = new HashMap<>();
    for (long address : left) {
      Datagram datagram = datagrams.get((int) address);
      byFlow.computeIfAbsent(datagram.flow, flow -> new ArrayList<>()).add(address);
    }
    assertThat(byFlow.values())
        .allSatisfy(order -> assertThat(order).isSortedAccordingTo(Comparator.naturalOrder()));
  }

  @Test
  void mixedLengthsOfManyFlowsMakeAsManyRunsAsThereAreLengths() {
    List<Datagram> datagrams = new ArrayList<>();
    int[] lengths = {64, 576, 64, 1_400};
    for (int i = 0; i < 60; i++) {
      datagrams.add(new Datagram(i, lengths[i % lengths.length], i * 7919));
    }

    assertThat(runs(datagrams, LONGEST)).hasSize(3);
  }

  @Test
  void aFlowsOwnLengthsAreNotSortedAgainstItsOrder() {
    List<Datagram> datagrams =
        List.of(new Datagram(0, 64, 1), new Datagram(1, 1_400, 1), new Datagram(2, 64, 1));

    assertThat(runs(datagrams, LONGEST)).containsExactly(List.of(0L), List.of(1L), List.of(2L));
  }

  @Test
  void noRunHasMoreSegmentsOrBytesThanTheKernelTakes() {
    List<Datagram> small = new ArrayList<>();
    List<Datagram> jumbo = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      small.add(new Datagram(i, 64, i));
      jumbo.add(new Datagram(i, 8_950, i));
    }

    assertThat(runs(small, LONGEST))
        .allSatisfy(run -> assertThat(run.size()).isLessThanOrEqualTo(64));
    assertThat(runs(jumbo, LONGEST))
        .allSatisfy(run -> assertThat(run.size()).isLessThanOrEqualTo(7));
  }

  @Test
  void whatIsTooLongToBeCutUpLeavesAlone() {
    List<Datagram> datagrams =
        List.of(new Datagram(0, 1_500, 1), new Datagram(1, 1_500, 2), new Datagram(2, 64, 3));

    assertThat(runs(datagrams, 1_400)).allSatisfy(run -> assertThat(run).hasSize(1));
  }
}
