package io.sluice.node.flow;

import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One thing that a flow's row can tell, for every form it is told in: tables, JSON, CSV, DuckDB,
 * Parquet, IPFIX.
 *
 * <p>Names end in their unit where they have one ({@code _ns}, {@code _bytes}), and in {@code _ab}
 * or {@code _ba} where there is one for each direction.
 */
public sealed interface Column {
  String name();

  /** What it means, in one sentence for users. */
  String meaning();

  /**
   * A count, a time in nanoseconds since 1970, a duration in nanoseconds.
   *
   * @param absent the value that stands for "not known", to be shown as empty or null
   */
  @SuppressWarnings("JavaLangClash") // it is what it is, and nobody mixes them up
  record Number(String name, String meaning, Kind kind, long absent, ToLongFunction<Flow> of)
      implements Column {
    public enum Kind {
      COUNT,
      BYTES,
      INSTANT_NS,
      DURATION_NS
    }

    /** A count that is always known. */
    public static Number count(String name, String meaning, ToLongFunction<Flow> of) {
      return new Number(name, meaning, Kind.COUNT, Long.MIN_VALUE, of);
    }

    /** Nanoseconds; {@code -1} where not known. */
    public static Number duration(String name, String meaning, ToLongFunction<Flow> of) {
      return new Number(name, meaning, Kind.DURATION_NS, -1, of);
    }
  }

  /** Words; empty where not known. Never on the packet path: it allocates. */
  record Text(String name, String meaning, Function<Flow, String> of) implements Column {}
}
