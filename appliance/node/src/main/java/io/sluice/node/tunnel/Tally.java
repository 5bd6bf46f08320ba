package io.sluice.node.tunnel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A running number for each of an enum's constants; adding allocates nothing. One thread's own. */
final class Tally<K extends Enum<K>> {
  private static final class Cell {
    private long value;
  }

  private final Class<K> type;
  private final Map<K, Cell> cells;

  Tally(Class<K> type) {
    this.type = type;
    this.cells = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      cells.put(key, new Cell());
    }
  }

  void add(K key, long amount) {
    Cell cell = cells.get(key);
    if (cell != null) {
      cell.value += amount;
    }
  }

  /** What it holds now; every constant is a key. */
  Map<K, Long> values() {
    Map<K, Long> copy = new EnumMap<>(type);
    cells.forEach((key, cell) -> copy.put(key, cell.value));
    return Collections.unmodifiableMap(copy);
  }
}
