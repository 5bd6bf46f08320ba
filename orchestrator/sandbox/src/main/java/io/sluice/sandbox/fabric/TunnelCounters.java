package io.sluice.sandbox.fabric;

import java.util.concurrent.atomic.LongAdder;

/** What the fabric moved over one tunnel of one appliance. Bytes are UDP payload. */
final class TunnelCounters {
  private final LongAdder sentPackets = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder returnedPackets = new LongAdder();
  private final LongAdder returnedBytes = new LongAdder();

  void sent(int bytes) {
    sentPackets.increment();
    sentBytes.add(bytes);
  }

  void returned(int bytes) {
    returnedPackets.increment();
    returnedBytes.add(bytes);
  }

  TunnelCount snapshot() {
    return new TunnelCount(
        sentPackets.sum(), sentBytes.sum(), returnedPackets.sum(), returnedBytes.sum());
  }
}
