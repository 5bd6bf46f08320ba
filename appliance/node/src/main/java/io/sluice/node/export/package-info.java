/**
 * Flow records on their way out: from the workers to DuckDB, to Parquet in the mailbox's {@code
 * lake/}, and to IPFIX collectors.
 *
 * <p>A worker only copies a row into a {@link io.sluice.node.export.RowRing}. One thread empties
 * all rings, tells collectors and fills the store; another turns stored rows into Parquet files,
 * uploads them, and keeps disk use within bounds. Nothing here can hold a worker up: what cannot be
 * taken is counted, by place, in {@link io.sluice.node.export.ExportTotals}.
 */
@NullMarked
package io.sluice.node.export;

import org.jspecify.annotations.NullMarked;
