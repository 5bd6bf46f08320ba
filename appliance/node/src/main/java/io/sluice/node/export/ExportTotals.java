package io.sluice.node.export;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of flow records since the start. Once all is drained, records in = dropped + written
 * + store failed, and of those written with a lake: uploaded + waiting + lake lost.
 *
 * @param recordsIn that workers told of
 * @param recordsDropped that found a ring full
 * @param recordsWritten that are in the store
 * @param recordsStoreFailed that the store did not take (its disk is full, say)
 * @param recordsUploaded that are in the mailbox's lake
 * @param recordsLakeLost that left disk before they could be uploaded, to keep within bounds
 * @param filesUploaded Parquet files in the mailbox's lake
 * @param uploadFailures uploads that failed, each after its own attempts
 * @param filesWaiting Parquet files that wait for their upload
 * @param ipfixMessages made, for each collector, templates included
 * @param ipfixRecords in these
 * @param ipfixMessagesFailed of these that were refused, or could not be sent; UDP tells no more
 * @param ipfixRecordsFailed in these
 */
public record ExportTotals(
    long recordsIn,
    long recordsDropped,
    long recordsWritten,
    long recordsStoreFailed,
    long recordsUploaded,
    long recordsLakeLost,
    long filesUploaded,
    long uploadFailures,
    long filesWaiting,
    long ipfixMessages,
    long ipfixRecords,
    long ipfixMessagesFailed,
    long ipfixRecordsFailed) {

  /** By names for status and metrics, e.g. {@code flows.records.in}. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("flows.records.in", recordsIn);
    named.put("flows.records.dropped", recordsDropped);
    named.put("flows.records.written", recordsWritten);
    named.put("flows.records.store.failed", recordsStoreFailed);
    named.put("flows.records.uploaded", recordsUploaded);
    named.put("flows.records.lake.lost", recordsLakeLost);
    named.put("flows.files.uploaded", filesUploaded);
    named.put("flows.files.waiting", filesWaiting);
    named.put("flows.upload.failures", uploadFailures);
    named.put("flows.ipfix.messages", ipfixMessages);
    named.put("flows.ipfix.records", ipfixRecords);
    named.put("flows.ipfix.messages.failed", ipfixMessagesFailed);
    named.put("flows.ipfix.records.failed", ipfixRecordsFailed);
    return named;
  }
}
