package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.fabric.FabricStatus;
import io.sluice.sandbox.fabric.FabricStatus.FrontendStatus;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs traffic through the fabric; what {@code POST /sandbox/traffic} does. */
public final class Traffic {
  private final Fabric fabric;

  public Traffic(Fabric fabric) {
    this.fabric = fabric;
  }

  /**
   * Sends, waits until nothing is on its way any more, and reports.
   *
   * @param progress told about once a second, on a thread of the run
   * @throws TrafficException when the request cannot be done; nothing was sent then
   * @throws InterruptedException when the caller's thread is interrupted; the run is cut short
   */
  public TrafficReport run(TrafficRequest request, Consumer<TrafficProgress> progress)
      throws TrafficException, InterruptedException {
    request.check();
    FabricStatus before = fabric.status();
    FrontendStatus frontend = frontend(before, request.frontend());
    Skipped skipped = new Skipped();
    Iterator<Script> scripts = scripts(request, frontend, skipped);
    Witnesses witnesses = new Witnesses(String.valueOf(frontend.gateway()), before);
    TrafficRun run = new TrafficRun(fabric, frontend.id(), request, scripts);
    double seconds =
        play("traffic", () -> run.play(progress, () -> witnesses.see(fabric.status())), run::stop);
    FabricStatus after = fabric.status();
    List<TrafficReport.Appliance> appliances = witnesses.compare(after);
    Tally tally = run.tally();
    return new TrafficReport(
        frontend.name(),
        frontend.publicIp(),
        seconds,
        run.started(),
        tally.completed.sum(),
        tally.moved.sum(),
        tally.retransmitted.sum(),
        tally.report(Direction.TO_SERVER),
        tally.report(Direction.TO_CLIENT),
        appliances,
        appliances.stream().allMatch(a -> a.verdict() == TrafficReport.Verdict.AGREES),
        difference(after.drops(), before.drops()),
        skipped.snapshot());
  }

  /** Plays to the end; the answer is how many seconds it took. */
  interface Play {
    double run() throws InterruptedException;
  }

  /**
   * Plays on a thread of its own: an interrupt while sending would close the fabric's socket.
   *
   * @param stop cuts the play short; run at its end too, where it does nothing
   */
  static double play(String thread, Play play, Runnable stop) throws InterruptedException {
    CompletableFuture<Double> seconds = new CompletableFuture<>();
    Thread player =
        Thread.ofPlatform()
            .daemon()
            .name(thread)
            .start(
                () -> {
                  try {
                    seconds.complete(play.run());
                  } catch (InterruptedException | RuntimeException e) {
                    seconds.completeExceptionally(e);
                  }
                });
    try {
      player.join();
      return seconds.join();
    } finally {
      stop.run();
    }
  }

  private static Iterator<Script> scripts(
      TrafficRequest request, FrontendStatus frontend, Skipped skipped) throws TrafficException {
    if (request.pcap() != null) {
      List<byte[]> frames = PcapFile.read(Path.of(request.pcap()), skipped);
      List<Script> scripts =
          new PcapScripts(frontend.publicIp(), frontend.ports(), skipped).of(frames);
      if (scripts.isEmpty()) {
        throw new TrafficException(
            "%s holds nothing that can be replayed: %s"
                .formatted(request.pcap(), skipped.snapshot()));
      }
      return scripts.iterator();
    }
    int port = request.port();
    if (port == 0) {
      int first = frontend.ports().isEmpty() ? 0 : frontend.ports().getFirst();
      port = first == 0 ? 80 : first;
    }
    return new GeneratedScripts(frontend.publicIp(), port, request.payload(), request.count());
  }

  private static FrontendStatus frontend(FabricStatus status, @Nullable String wanted)
      throws TrafficException {
    List<FrontendStatus> all = status.frontends();
    List<FrontendStatus> found =
        wanted == null
            ? all
            : all.stream()
                .filter(
                    f ->
                        f.publicIp().equals(wanted)
                            || f.name().equalsIgnoreCase(wanted)
                            || f.id().equalsIgnoreCase(wanted))
                .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    String known =
        all.stream()
            .map(f -> f.name() + " (" + f.publicIp() + ")")
            .collect(Collectors.joining(", "));
    if (all.isEmpty()) {
      throw new TrafficException("There is no public frontend to send traffic to.");
    }
    throw new TrafficException(
        found.isEmpty()
            ? "There is no frontend %s; there is %s.".formatted(wanted, known)
            : "Which frontend? There is %s.".formatted(known));
  }

  /** What was counted more, by reason; what was not is absent. */
  static Map<String, Long> difference(Map<String, Long> after, Map<String, Long> before) {
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
