package io.sluice.node.analyze;

import io.sluice.node.flow.FlowMeter;
import io.sluice.packet.Decoder;
import io.sluice.packet.Unread;
import io.sluice.packet.Verdict;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts the packets of captures through the worker's analysis. */
final class Analysis {
  /** How many packets pass between two looks at the clock or at a request to stop. */
  private static final int STRIDE = 1 << 14;

  /** Asked from time to time. */
  interface Pulse {
    /** Whether to go on, after so many packets and so many bytes of them on the wire. */
    boolean goOn(long packets, long bytes);
  }

  private final Decoder decoder;
  private final FlowMeter meter;
  private final Map<Unread, long[]> unread = new EnumMap<>(Unread.class);
  private final List<String> warnings = new ArrayList<>();
  private long packets;
  private long bytes;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long lastSeen;

  Analysis(Decoder decoder, FlowMeter meter) {
    this.decoder = decoder;
    this.meter = meter;
    for (Unread reason : Unread.values()) {
      unread.put(reason, new long[1]);
    }
  }

  /**
   * Reads until the capture says that there is no more, or the pulse that it is enough.
   *
   * @return whether a packet was read
   */
  boolean read(CaptureReader capture, Pulse pulse) throws IOException {
    long before = packets;
    while (capture.next()) {
      long nanos = capture.nanos();
      packets++;
      bytes += capture.wire();
      first = Math.min(first, nanos);
      last = Math.max(last, nanos);
      Verdict verdict =
          decoder.decode(
              capture.memory(),
              capture.at(),
              capture.captured(),
              capture.wire(),
              capture.linkType(),
              nanos);
      if (verdict == Verdict.OK || decoder.ipVersion() != 0) {
        meter.packet(decoder, nanos);
      }
      if (verdict != Verdict.OK) {
        Objects.requireNonNull(unread.get(decoder.unread()))[0]++;
      }
      if (packets % STRIDE == 0) {
        meter.tick(nanos);
        if (!pulse.goOn(packets, bytes)) {
          return true;
        }
      }
    }
    if (packets > before) {
      lastSeen = System.nanoTime();
    }
    return packets > before;
  }

  /** Tells of flows that have ended meanwhile, and of how things stand. */
  void refresh(FlowWriter writer) throws IOException {
    if (packets > 0) {
      // A capture's clock is its own: it goes on as ours does since its last packet
      meter.tick(last + System.nanoTime() - lastSeen);
    }
    writer.refresh(summary(), meter::visit);
  }

  List<String> warnings() {
    return warnings;
  }

  /** Something that whoever reads the result has to know, one sentence. */
  void warn(String warning) {
    warnings.add(warning);
  }

  Summary summary() {
    Map<String, Long> reasons = new TreeMap<>();
    unread.forEach(
        (reason, count) -> {
          if (count[0] > 0) {
            reasons.put(reason.name().toLowerCase(Locale.ROOT), count[0]);
          }
        });
    return new Summary(packets, bytes, first, last, reasons, List.copyOf(warnings));
  }
}
