package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.aws.fabric.MirrorStatus;
import io.sluice.sandbox.aws.fabric.Station;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
    double seconds = play(run, progress, before.mirrored().packets());
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
        difference(after.notMirrored(), before.notMirrored()),
        difference(after.drops(), before.drops()),
        difference(after.refused(), before.refused()),
        skipped.snapshot());
  }

  // on a thread of its own: an interrupt while sending would close the fabric's socket
  private static double play(MirrorRun run, Consumer<Object> progress, long mirroredBefore)
      throws InterruptedException {
    CompletableFuture<Double> seconds = new CompletableFuture<>();
    Thread player =
        Thread.ofPlatform()
            .daemon()
            .name("mirror-traffic")
            .start(
                () -> {
                  try {
                    seconds.complete(run.play(progress, mirroredBefore));
                  } catch (InterruptedException | RuntimeException e) {
                    seconds.completeExceptionally(e);
                  }
                });
    try {
      player.join();
      return seconds.join();
    } finally {
      run.stop();
    }
  }

  private Set<String> running() {
    return fabric.stations().stream()
        .map(Station::eni)
        .map(eni -> String.valueOf(eni.instanceId()))
        .collect(Collectors.toSet());
  }

  private static Map<String, Long> difference(Map<String, Long> after, Map<String, Long> before) {
    Map<String, Long> difference = new TreeMap<>();
    after.forEach(
        (reason, count) -> {
          long more = count - before.getOrDefault(reason, 0L);
          if (more != 0) {
            difference.put(reason, more);
          }
        });
    return difference;
  }
}
