package io.sluice.sandbox.fabric;

import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.machine.InstanceView;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The emulated network. It follows the documents: every change leads to a new {@link Topology}
 * while targets keep their health and counters, and flows their target.
 */
public final class Fabric implements InstanceView, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Fabric.class.getName());

  private final Documents documents;
  private final ScaleSets scaleSets;
  private final Watches watches = new Watches();
  private final Hosts hosts = new Hosts();
  private final Forwarder forwarder = new Forwarder();
  private final Map<String, GatewayLink> links = new HashMap<>();
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ExecutorService follower =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("fabric-topology").factory());

  /** Starts following. The scale sets' own changes must be told through {@link #refresh()}. */
  public Fabric(Documents documents, ScaleSets scaleSets) {
    this.documents = documents;
    this.scaleSets = scaleSets;
    documents.onChange(id -> refresh());
    refresh();
  }

  /** Has the topology read again, soon; returns at once. */
  public void refresh() {
    if (pending.compareAndSet(false, true)) {
      try {
        follower.execute(this::follow);
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "a change after the fabric was closed", e);
      }
    }
  }

  private void follow() {
    pending.set(false);
    try {
      Topology now = TopologyReader.read(documents, scaleSets, watches);
      hosts.follow(now);
      Map<String, GatewayLink> closing = new HashMap<>(links);
      for (Gateway gateway : now.gateways().values()) {
        GatewayLink link = closing.get(gateway.id());
        if (link != null && link.gateway().ip().equals(gateway.ip())) {
          closing.remove(gateway.id());
        } else if (!gateway.ip().isEmpty()) {
          link = new GatewayLink(gateway, forwarder);
          links.put(gateway.id(), link);
        }
        if (link != null) {
          link.follow(gateway);
        }
      }
      closing.forEach(links::remove);
      forwarder.follow(now, Map.copyOf(links));
      closing.values().forEach(GatewayLink::close);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the fabric could not follow a change", e);
    }
  }

  /**
   * Opens a flow through a frontend.
   *
   * @throws IllegalArgumentException when the 5-tuple is in use
   */
  public Flow open(String frontendId, FlowKey key, FlowEnd end) {
    return forwarder.open(frontendId.toLowerCase(Locale.ROOT), key, end);
  }

  public FabricStatus status() {
    Topology now = forwarder.topology();
    List<FabricStatus.GatewayStatus> gateways =
        now.gateways().values().stream().map(Fabric::status).toList();
    List<FabricStatus.FrontendStatus> frontends =
        now.frontends().values().stream().map(f -> status(now, f)).toList();
    return new FabricStatus(
        frontends, gateways, forwarder.openFlows(), forwarder.drops().snapshot());
  }

  private static FabricStatus.GatewayStatus status(Gateway gateway) {
    return new FabricStatus.GatewayStatus(
        gateway.id(),
        gateway.name(),
        gateway.ip(),
        gateway.targets().stream()
            .map(
                watch ->
                    new FabricStatus.TargetStatus(
                        watch.target().name(),
                        watch.target().ip(),
                        watch.target().address().getHostAddress(),
                        watch.health(),
                        watch.target().external.snapshot(),
                        watch.target().internal.snapshot()))
            .toList());
  }

  private static FabricStatus.FrontendStatus status(Topology topology, Frontend frontend) {
    Gateway gateway = topology.gatewayOf(frontend);
    return new FabricStatus.FrontendStatus(
        frontend.id(),
        frontend.name(),
        frontend.publicIp(),
        gateway == null ? frontend.gateway() : gateway.name(),
        frontend.rules().stream().map(Rule::frontendPort).toList(),
        frontend.rules().stream()
            .map(Rule::backends)
            .flatMap(Collection::stream)
            .map(
                watch ->
                    new FabricStatus.BackendStatus(
                        watch.target().name(), watch.target().ip(), watch.health()))
            .distinct()
            .toList());
  }

  @Override
  public String health(String instance, @Nullable String probeId) {
    String probe = probeId == null ? "" : probeId.toLowerCase(Locale.ROOT);
    Health health = Health.UNKNOWN;
    for (Watch watch : watchesOf(instance)) {
      Probe asked = watch.probe();
      if (asked != null && (probe.isEmpty() || probe.equals(asked.id()))) {
        health = watch.health();
      }
    }
    return health.label();
  }

  @Override
  public void restarted(String instance) {
    watchesOf(instance).forEach(Watch::reset);
  }

  @Override
  public long networkIn(String instance) {
    return watchesOf(instance).stream()
        .map(Watch::target)
        .distinct()
        .mapToLong(Target::networkIn)
        .sum();
  }

  private List<Watch> watchesOf(String instance) {
    return forwarder.topology().watches().filter(w -> w.target().name().equals(instance)).toList();
  }

  @Override
  public void close() {
    follower.close();
    forwarder.close();
    hosts.close();
    watches.close();
  }
}
