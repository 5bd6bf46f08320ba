package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.FabricStatus;
import io.sluice.sandbox.fabric.FabricStatus.TargetStatus;
import io.sluice.sandbox.fabric.TunnelCount;
import io.sluice.sandbox.traffic.TrafficReport.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the fabric's counters of every appliance behind a gateway against the appliance's own, from
 * before a run to after it.
 */
final class Witnesses {
  private static final TunnelCount NOTHING = new TunnelCount(0, 0, 0, 0);
  private static final int ATTEMPTS = 20;
  private static final long BETWEEN_MILLIS = 100;

  private record Before(TargetStatus fabric, Optional<ApplianceMetrics> appliance) {}

  private final String gateway;
  private final Map<String, Before> before = new LinkedHashMap<>();
  private final Map<String, TargetStatus> latest = new LinkedHashMap<>();

  /**
   * @param gateway its name
   */
  Witnesses(String gateway, FabricStatus status) throws InterruptedException {
    this.gateway = gateway;
    for (TargetStatus target : targets(status)) {
      before.put(target.name(), new Before(target, ApplianceMetrics.scrape(target.address())));
    }
    see(status);
  }

  /** Remembers the counters, so that they are known of a target that leaves during the run. */
  void see(FabricStatus status) {
    targets(status).forEach(target -> latest.put(target.name(), target));
  }

  /** To be called when no packet is on its way any more. */
  List<TrafficReport.Appliance> compare(FabricStatus status) throws InterruptedException {
    see(status);
    List<TrafficReport.Appliance> rows = new ArrayList<>();
    Set<String> present =
        targets(status).stream().map(TargetStatus::name).collect(Collectors.toSet());
    for (TargetStatus target : latest.values()) {
      TrafficReport.Appliance row = compare(target, present.contains(target.name()));
      // one that had no part in the run and cannot be asked has nothing to agree on
      if (row.verdict() != Verdict.GONE || !untouched(row)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static boolean untouched(TrafficReport.Appliance row) {
    return row.external().equals(NOTHING) && row.internal().equals(NOTHING);
  }

  private TrafficReport.Appliance compare(TargetStatus now, boolean present)
      throws InterruptedException {
    Before earlier = before.get(now.name());
    TunnelCount external =
        now.external().minus(earlier == null ? NOTHING : earlier.fabric().external());
    TunnelCount internal =
        now.internal().minus(earlier == null ? NOTHING : earlier.fabric().internal());
    // one that could not be read before started later, with counters at zero
    ApplianceMetrics base =
        earlier == null ? ApplianceMetrics.ZERO : earlier.appliance().orElse(ApplianceMetrics.ZERO);
    ApplianceMetrics counted = null;
    Verdict verdict = Verdict.GONE;
    // the appliance may publish what it counted a moment later
    for (int i = 0; i < ATTEMPTS && verdict != Verdict.AGREES; i++) {
      // the address of one that left may be another's by now
      Optional<ApplianceMetrics> read =
          present ? ApplianceMetrics.scrape(now.address()) : Optional.empty();
      if (read.isEmpty()) {
        counted = null;
        verdict = Verdict.GONE;
        break;
      }
      counted = read.get().minus(base);
      boolean same = counted.external().equals(external) && counted.internal().equals(internal);
      verdict = same ? Verdict.AGREES : counted.negative() ? Verdict.RESTARTED : Verdict.DIFFERS;
      if (!same) {
        Thread.sleep(BETWEEN_MILLIS);
      }
    }
    return new TrafficReport.Appliance(
        now.name(),
        now.address(),
        external,
        internal,
        counted == null ? null : new TrafficReport.Counted(counted.external(), counted.internal()),
        external.sentPackets()
            + internal.sentPackets()
            - external.returnedPackets()
            - internal.returnedPackets(),
        counted == null ? Map.of() : counted.drops(),
        verdict);
  }

  private List<TargetStatus> targets(FabricStatus status) {
    return status.gateways().stream()
        .filter(g -> g.name().equals(gateway))
        .flatMap(g -> g.targets().stream())
        .toList();
  }
}
