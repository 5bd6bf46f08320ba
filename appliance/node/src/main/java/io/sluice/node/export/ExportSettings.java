package io.sluice.node.export;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of flow export that no blueprint changes.
 *
 * @param state directory that outlives the process; made when first needed
 * @param ringRows records that wait for the exporter, for each worker; a power of two
 * @param flushWait most that a worker which stops waits for its last records to find room
 * @param longFlows flows of one worker whose reports are told as what is new since the last; others
 *     are told of at their end
 * @param lakeEvery how often stored records leave as Parquet
 * @param lakeRows or once so many wait
 * @param spoolBytes most that Parquet files which wait for their upload may hold
 * @param keep how long records stay in the store
 * @param storeBytes most that the store may hold
 * @param memoryBytes most that DuckDB may use for data; it needs 128 MiB for all columns
 * @param closing most that the last records may take on their way to the mailbox
 */
public record ExportSettings(
    Path state,
    int ringRows,
    Duration flushWait,
    int longFlows,
    Duration lakeEvery,
    long lakeRows,
    long spoolBytes,
    Duration keep,
    long storeBytes,
    long memoryBytes,
    Duration closing) {
  private static final long MIB = 1 << 20;

  /** For a machine of the smallest size that a blueprint can name, with a disk of 8 GB. */
  public static ExportSettings defaults(Path state) {
    return new ExportSettings(
        state,
        16_384,
        Duration.ofSeconds(5),
        1 << 18,
        Duration.ofMinutes(5),
        1_000_000,
        512 * MIB,
        Duration.ofHours(24),
        1_024 * MIB,
        160 * MIB,
        Duration.ofSeconds(10));
  }
}
