package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.traffic.TrafficReport.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a run between instances. A packet is asked for at both ends, so {@code 2 * wire =
 * mirrored + notMirrored}; and {@code mirrored = sent to appliances + drops}.
 *
 * @param started conversations
 * @param completed conversations that were sent to their end
 * @param interfaces mirrored interfaces that had a part in it
 * @param sessions mirror sessions that there are
 * @param wire packets between instances; bytes of Ethernet frames
 * @param mirrored copies that sessions took; bytes of Ethernet frames, as far as they are mirrored
 * @param agrees every appliance could be read and counted what the fabric sent
 * @param notMirrored packets at an interface that no session took, by reason
 * @param drops copies that were not sent, by reason
 * @param refused packets that appliances returned and the gateway did not take, by reason
 * @param skipped packets of the capture that were not replayed, by reason
 */
public record MirrorReport(
    double seconds,
    long started,
    long completed,
    int interfaces,
    int sessions,
    Count wire,
    Count mirrored,
    List<Appliance> appliances,
    boolean agrees,
    Map<String, Long> notMirrored,
    Map<String, Long> drops,
    Map<String, Long> refused,
    Map<String, Long> skipped) {

  /**
   * One appliance.
   *
   * @param name its instance's id
   * @param address on this machine
   * @param sent by the fabric during the run; bytes of UDP payload
   * @param counted what the appliance itself counted, or null when it cannot be asked
   * @param drops what the appliance dropped, by its reasons
   */
  public record Appliance(
      String name,
      String address,
      Count sent,
      @Nullable Counted counted,
      Map<String, Long> drops,
      Verdict verdict) {}

  /**
   * The appliance's own counters.
   *
   * @param in what it took in; bytes of UDP payload
   * @param observed packets that it analysed
   */
  public record Counted(Count in, long observed) {}
}
