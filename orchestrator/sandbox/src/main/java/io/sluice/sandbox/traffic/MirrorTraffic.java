package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.aws.fabric.MirrorStatus;
import io.sluice.sandbox.aws.fabric.Station;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Conversations between instances whose interfaces are mirrored. */
public final class MirrorTraffic implements Road {
  private final MirrorFabric fabric;

  public MirrorTraffic(MirrorFabric fabric) {
    this.fabric = fabric;
  }

  @Override
  public boolean open() {
    return fabric.status().sessions() > 0;
  }

  @Override
  public MirrorReport run(TrafficRequest request, Consumer<Object> progress)
      throws TrafficException, InterruptedException {
    request.check();
    Pairs pairs = new Pairs(fabric.stations(), request.frontend());
    Skipped skipped = new Skipped();
    Iterator<MirrorScripts.Talk> talks = MirrorScripts.of(request, pairs, skipped);
    MirrorStatus before = fabric.status();
    MirrorWitnesses witnesses = new MirrorWitnesses(before, running());
    MirrorRun run = new MirrorRun(fabric, request, talks);
    double seconds =
        Traffic.play(
            "mirror-traffic", () -> run.play(progress, before.mirrored().packets()), run::stop);
    MirrorStatus after = fabric.status();
    List<MirrorReport.Appliance> appliances = witnesses.compare(after, running());
    Count wire = after.wire().minus(before.wire());
    return new MirrorReport(
        seconds,
        run.started(),
        run.completed(),
        run.interfaces(),
        after.sessions(),
        wire,
        after.mirrored().minus(before.mirrored()),
        appliances,
        appliances.stream().allMatch(row -> row.verdict() == TrafficReport.Verdict.AGREES),
        Traffic.difference(after.notMirrored(), before.notMirrored()),
        Traffic.difference(after.drops(), before.drops()),
        Traffic.difference(after.refused(), before.refused()),
        skipped.snapshot());
  }

  private Set<String> running() {
    return fabric.stations().stream()
        .map(Station::eni)
        .map(eni -> String.valueOf(eni.instanceId()))
        .collect(Collectors.toSet());
  }
}
