package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.aws.fabric.MirrorStatus;
import io.sluice.sandbox.aws.fabric.MirrorStatus.ReceiverStatus;
import io.sluice.sandbox.traffic.TrafficReport.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what the fabric sent to each appliance against what the appliance itself counted, from
 * before a run to after it.
 */
final class MirrorWitnesses {
  private static final int ATTEMPTS = 20;
  private static final long BETWEEN_MILLIS = 100;

  private record Before(Count sent, Optional<ApplianceMetrics> appliance) {}

  private final Map<String, Before> before = new LinkedHashMap<>();

  /**
   * @param running instances that may be asked
   */
  MirrorWitnesses(MirrorStatus status, Set<String> running) throws InterruptedException {
    for (ReceiverStatus receiver : status.receivers()) {
      Optional<ApplianceMetrics> read =
          running.contains(receiver.instance())
              ? ApplianceMetrics.scrape(receiver.address())
              : Optional.empty();
      before.put(key(receiver), new Before(receiver.sent(), read));
    }
  }

  /**
   * To be called when nothing is sent any more.
   *
   * @param running instances that still run: the address of one that left may be another's by now
   */
  List<MirrorReport.Appliance> compare(MirrorStatus status, Set<String> running)
      throws InterruptedException {
    List<MirrorReport.Appliance> rows = new ArrayList<>();
    for (ReceiverStatus receiver : status.receivers()) {
      MirrorReport.Appliance row = compare(receiver, running.contains(receiver.instance()));
      // one that had no part in the run and cannot be asked has nothing to agree on
      if (row.verdict() != Verdict.GONE || row.sent().packets() > 0) {
        rows.add(row);
      }
    }
    return rows;
  }

  private MirrorReport.Appliance compare(ReceiverStatus now, boolean present)
      throws InterruptedException {
    Before earlier = before.get(key(now));
    Count sent = now.sent().minus(earlier == null ? Count.ZERO : earlier.sent());
    // one that could not be read before started later, with counters at zero
    ApplianceMetrics base =
        earlier == null ? ApplianceMetrics.ZERO : earlier.appliance().orElse(ApplianceMetrics.ZERO);
    ApplianceMetrics counted = null;
    Verdict verdict = Verdict.GONE;
    // the appliance may publish what it counted a moment later
    for (int i = 0; i < ATTEMPTS && verdict != Verdict.AGREES; i++) {
      Optional<ApplianceMetrics> read =
          present ? ApplianceMetrics.scrape(now.address()) : Optional.empty();
      if (read.isEmpty()) {
        counted = null;
        verdict = Verdict.GONE;
        break;
      }
      counted = read.get().minus(base);
      boolean same = counted.mirror().equals(sent) && counted.observed() == sent.packets();
      verdict = same ? Verdict.AGREES : counted.negative() ? Verdict.RESTARTED : Verdict.DIFFERS;
      if (!same) {
        Thread.sleep(BETWEEN_MILLIS);
      }
    }
    return new MirrorReport.Appliance(
        now.instance(),
        now.address(),
        sent,
        counted == null ? null : new MirrorReport.Counted(counted.mirror(), counted.observed()),
        counted == null ? Map.of() : counted.drops(),
        verdict);
  }

  private static String key(ReceiverStatus receiver) {
    return receiver.instance() + " " + receiver.ip();
  }
}
