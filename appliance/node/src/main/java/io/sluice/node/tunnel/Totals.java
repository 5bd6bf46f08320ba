package io.sluice.node.tunnel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Totals since the start, all of one moment: {@code in = out + observed + drops + queued}. Every
 * tunnel and every reason is a key of its map.
 *
 * @param inPackets datagrams read
 * @param inBytes their UDP payload: tunnel headers and inner packet
 * @param outPackets datagrams that the kernel took
 * @param outBytes their UDP payload
 * @param observedPackets datagrams that ended here as they should, seen
 * @param observedBytes their UDP payload
 * @param drops datagrams that went no further
 * @param queued datagrams that wait for the kernel to take them; nearly always 0
 * @param kernelDrops datagrams that the kernel dropped before we could read them, not part of in
 * @param loopErrors exceptions that reached the event loop and cost no known datagram
 */
public record Totals(
    Map<Tunnel, Long> inPackets,
    Map<Tunnel, Long> inBytes,
    Map<Tunnel, Long> outPackets,
    Map<Tunnel, Long> outBytes,
    Map<Tunnel, Long> observedPackets,
    Map<Tunnel, Long> observedBytes,
    Map<DropReason, Long> drops,
    long queued,
    Map<Tunnel, Long> kernelDrops,
    long loopErrors) {

  /** The sum over a map's keys. */
  public static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** These and those together. */
  Totals plus(Totals other) {
    return new Totals(
        plus(inPackets, other.inPackets),
        plus(inBytes, other.inBytes),
        plus(outPackets, other.outPackets),
        plus(outBytes, other.outBytes),
        plus(observedPackets, other.observedPackets),
        plus(observedBytes, other.observedBytes),
        plus(drops, other.drops),
        queued + other.queued,
        plus(kernelDrops, other.kernelDrops),
        loopErrors + other.loopErrors);
  }

  /** With what else was dropped before it could be read. */
  Totals plusKernelDrops(Map<Tunnel, Long> more) {
    return new Totals(
        inPackets,
        inBytes,
        outPackets,
        outBytes,
        observedPackets,
        observedBytes,
        drops,
        queued,
        plus(kernelDrops, more),
        loopErrors);
  }

  private static <K extends Enum<K>> Map<K, Long> plus(Map<K, Long> one, Map<K, Long> other) {
    Map<K, Long> sum = new EnumMap<>(one);
    other.forEach((key, value) -> sum.merge(key, value, Long::sum));
    return Collections.unmodifiableMap(sum);
  }
}
