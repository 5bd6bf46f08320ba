package io.sluice.sandbox.traffic;

import com.fasterxml.jackson.annotation.JsonValue;
import io.sluice.sandbox.fabric.TunnelCount;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a run.
 *
 * @param started conversations
 * @param completed conversations whose last packet arrived
 * @param moved conversations that had to leave an appliance whose probe had failed
 * @param retransmitted packets among those sent
 * @param agrees every appliance of the gateway could be read and counted what the fabric counted;
 *     true for a frontend without a gateway
 * @param drops packets that the fabric dropped during the run, by reason
 * @param skipped packets of the capture that were not replayed, by reason
 */
public record TrafficReport(
    String frontend,
    String publicIp,
    double seconds,
    long started,
    long completed,
    long moved,
    long retransmitted,
    Way toServer,
    Way toClient,
    List<Appliance> appliances,
    boolean agrees,
    Map<String, Long> drops,
    Map<String, Long> skipped) {

  /**
   * One direction.
   *
   * @param sent packets, retransmissions included
   * @param delivered packets that arrived at the far end, byte for byte
   * @param lost {@code sent - delivered}
   * @param sentBytes of inner Ethernet frames
   */
  public record Way(
      long sent,
      long delivered,
      long lost,
      long sentBytes,
      long deliveredBytes,
      Latencies latency) {}

  /** From sending into the fabric to delivery, in microseconds, each at most 2 % too high. */
  public record Latencies(long p50, long p90, long p99, long max) {}

  /**
   * One appliance.
   *
   * @param external what the fabric moved over the external tunnel during the run
   * @param counted what the appliance itself counted, or null when it cannot be asked
   * @param lost packets the appliance got and never gave back
   * @param drops what the appliance dropped, by its reasons
   */
  public record Appliance(
      String name,
      String address,
      TunnelCount external,
      TunnelCount internal,
      @Nullable Counted counted,
      long lost,
      Map<String, Long> drops,
      Verdict verdict) {}

  /**
   * The appliance's own counters in the fabric's terms: what was sent to it is what it took in,
   * what it returned is what it gave out.
   */
  public record Counted(TunnelCount external, TunnelCount internal) {}

  /** Whether an appliance's counters equal the fabric's, packet for packet and byte for byte. */
  public enum Verdict {
    AGREES,
    DIFFERS,
    /** It does not answer any more; nothing is claimed for it. */
    GONE,
    /** Its counters began anew during the run; nothing is claimed for it. */
    RESTARTED;

    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
