package io.sluice.node.desk;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of closed segments since the start, while offload was wanted.
 *
 * @param segments that were sent, each with its index
 * @param bytes of these, indexes included
 * @param found that were in the mailbox already, sent by an earlier process
 * @param conflicts sent under another name, since theirs was taken by something else
 * @param failures uploads that failed, each after its own attempts; they are made again
 * @param lost segments that the store let go before they were sent
 * @param lostBytes of these
 * @param waiting segments that are still to be sent
 * @param waitingBytes of these
 */
public record OffloadTotals(
    long segments,
    long bytes,
    long found,
    long conflicts,
    long failures,
    long lost,
    long lostBytes,
    long waiting,
    long waitingBytes) {

  /** By names for status and metrics, e.g. {@code capture.offload.segments}. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("capture.offload.segments", segments);
    named.put("capture.offload.bytes", bytes);
    named.put("capture.offload.found", found);
    named.put("capture.offload.conflicts", conflicts);
    named.put("capture.offload.failures", failures);
    named.put("capture.offload.lost", lost);
    named.put("capture.offload.lost.bytes", lostBytes);
    named.put("capture.offload.waiting", waiting);
    named.put("capture.offload.waiting.bytes", waitingBytes);
    return named;
  }
}
