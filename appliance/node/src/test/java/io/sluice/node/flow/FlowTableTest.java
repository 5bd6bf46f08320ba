package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The table, beside a map that does the same. */
class FlowTableTest {
  private final MemorySegment scratch = MemorySegment.ofArray(new byte[Flow.SIZE]);

  /** Keys as they come, few enough to meet again. */
  private record Key(boolean six, long high, long low, int port, int vlan) {
    static Key of(Random random) {
      boolean six = random.nextBoolean();
      return new Key(
          six,
          six ? random.nextInt(3) : 0,
          random.nextInt(40),
          random.nextInt(40),
          random.nextInt(2));
    }
  }

  /** Sets the table's key to a packet of this flow, from a to b or back. */
  private void ask(FlowTable table, Key key, boolean back) {
    put(back ? Row.B_HIGH : Row.A_HIGH, key.high());
    put(back ? Row.B_LOW : Row.A_LOW, key.low());
    put(back ? Row.A_HIGH : Row.B_HIGH, 0);
    put(back ? Row.A_LOW : Row.B_LOW, 77);
    Row.put16(scratch, back ? Row.B_PORT : Row.A_PORT, key.port());
    Row.put16(scratch, back ? Row.A_PORT : Row.B_PORT, 443);
    Row.put8(scratch, Row.PROTOCOL, 6);
    Row.put8(scratch, Row.VERSION, key.six() ? 6 : 4);
    Row.put16(scratch, Row.VLAN, key.vlan());
    table.key().of(scratch, 0);
  }

  private void put(int at, long value) {
    scratch.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  @Property(tries = 200)
  void findsWhatWasPutInAndNothingElse(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int limit, @ForAll boolean whole) {
    Random random = new Random(seed);
    Map<Key, Integer> model = new HashMap<>();
    try (FlowTable table = new FlowTable(limit, whole, true)) {
      for (int i = 0; i < 3_000; i++) {
        Key key = Key.of(random);
        boolean back = random.nextBoolean();
        ask(table, key, back);
        int row = table.find();
        Integer known = model.get(key);
        assertThat(row).isEqualTo(known == null ? FlowTable.NONE : known);
        if (known == null) {
          int fresh = table.insert();
          assertThat(fresh == FlowTable.NONE).isEqualTo(model.size() == limit);
          if (fresh != FlowTable.NONE) {
            isZeroButForItsKey(table, fresh);
            model.put(key, fresh);
          }
        } else if (random.nextInt(3) == 0) {
          table.remove(known);
          model.remove(key);
        }
        assertThat(table.rows().taken()).isEqualTo(model.size());
      }
      assertThat(model.values()).doesNotHaveDuplicates();
    }
  }

  private static void isZeroButForItsKey(FlowTable table, int row) {
    MemorySegment memory = table.memory();
    for (long at = Row.STATE; at < Flow.SIZE; at++) {
      assertThat(memory.get(ValueLayout.JAVA_BYTE, table.at(row) + at)).isZero();
    }
    memory.set(ValueLayout.JAVA_BYTE, table.at(row) + Flow.SIZE - 1, (byte) 1);
  }

  @Test
  void bothDirectionsAreOneFlow() {
    try (FlowTable table = new FlowTable(10, true, true)) {
      Key key = new Key(true, 2, 3, 4, 0);
      ask(table, key, true);
      table.find();
      int row = table.insert();
      ask(table, key, false);
      assertThat(table.find()).isEqualTo(row);
      assertThat(table.direction()).isEqualTo(Flow.BA);
      ask(table, key, true);
      assertThat(table.find()).isEqualTo(row);
      assertThat(table.direction()).isEqualTo(Flow.AB);
    }
  }

  @Test
  void aSecondRowOfAKeyHidesTheFirst() {
    try (FlowTable table = new FlowTable(10, false, true)) {
      ask(table, new Key(false, 0, 3, 4, 0), false);
      table.find();
      int first = table.insert();
      table.find();
      int second = table.insert();
      assertThat(second).isNotEqualTo(first);
      assertThat(table.find()).isEqualTo(second);
      assertThat(table.rows().taken()).isEqualTo(2);
    }
  }

  @Test
  void memoryComesAsItIsNeededAndNotBeyondTheLimit() {
    try (FlowTable table = new FlowTable(10_000, false, true)) {
      assertThat(table.rows().bytes()).isZero();
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        ask(table, new Key(false, 0, i, 4, 0), false);
        table.find();
        rows.add(table.insert());
      }
      assertThat(rows.subList(10_000, 20_000)).containsOnly(FlowTable.NONE);
      assertThat(table.rows().bytes()).isEqualTo(10_000L * Flow.SIZE);
    }
  }

  @Test
  void aRowHasRoomForItsSections() {
    assertThat(Row.rare(Flow.BA) + Row.rare(Flow.AB) - Row.hot(Flow.BA))
        .isLessThanOrEqualTo(Flow.CORE_SIZE);
    assertThat(Row.rare(Flow.BA) + Row.VERDICTS + TcpVerdicts.MEANINGS.size() * Row.RARE_WIDTH)
        .isLessThan(Flow.TIMING);
    assertThat(Flow.SIZE).isEqualTo(512);
  }
}
