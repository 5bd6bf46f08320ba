package io.sluice.node.export;

import java.util.concurrent.atomic.AtomicLong;

/** The counters behind {@link ExportTotals}, each moved by one thread and read by any. */
final class ExportCounts {
  /** Of rings whose workers have left. */
  final AtomicLong goneIn = new AtomicLong();

  final AtomicLong goneDropped = new AtomicLong();
  final AtomicLong written = new AtomicLong();
  final AtomicLong storeFailed = new AtomicLong();
  final AtomicLong uploadedRecords = new AtomicLong();
  final AtomicLong uploadedFiles = new AtomicLong();
  final AtomicLong uploadFailures = new AtomicLong();
  final AtomicLong lakeLost = new AtomicLong();
  final AtomicLong filesWaiting = new AtomicLong();
  final AtomicLong ipfixMessages = new AtomicLong();
  final AtomicLong ipfixRecords = new AtomicLong();
  final AtomicLong ipfixMessagesFailed = new AtomicLong();
  final AtomicLong ipfixRecordsFailed = new AtomicLong();

  ExportTotals totals(long in, long dropped) {
    return new ExportTotals(
        in,
        dropped,
        written.get(),
        storeFailed.get(),
        uploadedRecords.get(),
        lakeLost.get(),
        uploadedFiles.get(),
        uploadFailures.get(),
        filesWaiting.get(),
        ipfixMessages.get(),
        ipfixRecords.get(),
        ipfixMessagesFailed.get(),
        ipfixRecordsFailed.get());
  }
}
