package io.sluice.sandbox.aws.fabric;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.control.Control;
import io.sluice.sandbox.machine.TimeScale;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * AWS's network of the sandbox. It follows the other rooms: load balancers at once, since their
 * targets must be asked how they are; sessions and interfaces only when a packet comes by. Health,
 * flows and counters outlive every rebuild.
 */
public final class MirrorFabric implements Network, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MirrorFabric.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long COALESCE_MILLIS = 10;
  private static final long SWEEP_MILLIS = 1_000;

  private final Rooms rooms;
  private final LongSupplier clock;
  private final Receivers receivers = new Receivers();
  private final Checks checks = new Checks();
  private final Reasons reasons = new Reasons();
  private final LiveTaps taps;
  private final Mirroring mirroring;
  private final Returns returns = new Returns(reasons);
  private final Map<String, Flows> flows = new ConcurrentHashMap<>();
  private final AtomicBoolean pending = new AtomicBoolean();
  private final Thread sweeper = Thread.ofVirtual().name("mirror-flows").unstarted(this::sweep);
  private final ExecutorService follower =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mirror-fabric").factory());
  private volatile Fronts fronts = Fronts.NONE;

  /**
   * @param scale how much sooner flows are forgotten; health checks keep their pace
   */
  public MirrorFabric(Rooms rooms, TimeScale scale) {
    this(rooms, scale, System::nanoTime);
  }

  MirrorFabric(Rooms rooms, TimeScale scale, LongSupplier clock) {
    this.rooms = rooms;
    this.clock = clock;
    this.taps = new LiveTaps(rooms);
    this.mirroring = new Mirroring(taps, () -> fronts, receivers, reasons, scale);
  }

  /** Starts following; to be called once, when all rooms are set. */
  public void start() {
    rooms.compute().onChange(this::changed);
    rooms.balancers().onChange(this::changed);
    changed();
    sweeper.start();
  }

  /** Adds the status' part {@code awsFabric}: a {@link MirrorStatus}. */
  public void register(Control control) {
    control.contribute("awsFabric", () -> JSON.valueToTree(status()));
  }

  private void changed() {
    taps.changed();
    if (pending.compareAndSet(false, true)) {
      try {
        follower.execute(this::follow);
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "a change after the fabric was closed", e);
      }
    }
  }

  private void sweep() {
    try {
      while (true) {
        Thread.sleep(SWEEP_MILLIS);
        flows.values().forEach(Flows::sweep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      Thread.sleep(COALESCE_MILLIS);
      pending.set(false);
      Fronts now =
          Fronts.read(
              rooms.compute(),
              rooms.balancers(),
              receivers,
              checks,
              arn -> flows.computeIfAbsent(arn, key -> new Flows(clock)));
      returns.follow(now.balancers().values());
      fronts = now;
      flows.keySet().retainAll(now.balancers().keySet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the fabric could not follow a change", e);
    }
  }

  @Override
  public Health health(String targetGroupArn, String instanceId) {
    // not the checks themselves: who is said to be healthy must be one that packets go to
    Pool pool = fronts.groups().get(targetGroupArn);
    if (pool == null) {
      return Health.INITIAL;
    }
    return pool.members().stream()
        .filter(member -> member.receiver().instanceId().equals(instanceId))
        .map(Member::health)
        .findFirst()
        .orElse(pool.balanced() ? Health.INITIAL : Health.UNUSED);
  }

  @Override
  public long networkIn(String instanceId) {
    return receivers.networkIn(instanceId);
  }

  /** Interfaces of running instances: what traffic may be sent between. */
  public List<Station> stations() {
    Taps now = taps.fresh();
    Set<String> appliances =
        fronts.groups().values().stream()
            .flatMap(pool -> pool.members().stream())
            .map(member -> member.receiver().instanceId())
            .collect(Collectors.toCollection(HashSet::new));
    for (Session session : now.sessions()) {
      if (session.mirror().targetKind() == TargetKind.NETWORK_INTERFACE) {
        Tap target = now.tap(session.mirror().region(), session.mirror().target());
        if (target != null && target.eni().instanceId() != null) {
          appliances.add(target.eni().instanceId());
        }
      }
    }
    List<Station> stations = new ArrayList<>();
    for (String region : rooms.compute().regions()) {
      Set<String> running =
          rooms.compute().instances(region).stream()
              .filter(instance -> instance.state().equals("running"))
              .map(Ec2Instance::id)
              .collect(Collectors.toSet());
      for (Eni eni : rooms.compute().interfaces(region)) {
        Tap tap = now.tap(region, eni.id());
        String instance = eni.instanceId();
        if (tap != null && instance != null && running.contains(instance)) {
          stations.add(new Station(eni, !tap.sessions().isEmpty(), appliances.contains(instance)));
        }
      }
    }
    return stations;
  }

  /**
   * A packet goes over the network. Its copies have been handed to the receivers' sockets when this
   * returns, which may take a while: no socket's buffer is overrun.
   *
   * @param from the interface that it leaves, or null where it comes from outside the VPC
   * @param to the interface that it arrives at, or null where it leaves the VPC or goes to a
   *     service of AWS's
   * @param frame Ethernet; never written to
   */
  public void send(String region, @Nullable String from, @Nullable String to, byte[] frame) {
    mirroring.send(region, from, to, frame);
  }

  /**
   * Sends an IPv4 packet through a gateway endpoint to an appliance that stands inline.
   *
   * @return completes with the packet when the appliance returned it as it was, its GENEVE options
   *     and cookie kept; never when it does not. Exceptionally, with the reason, when it could not
   *     be sent
   */
  public CompletableFuture<byte[]> inspect(String region, String endpointId, byte[] packet) {
    return mirroring.inspect(region, endpointId, packet);
  }

  /** What each session of a region mirrored since it is there; bytes of frames. */
  public Map<String, Count> mirrored(String region) {
    return taps.mirrored(region);
  }

  public MirrorStatus status() {
    Fronts now = fronts;
    int sessions =
        rooms.compute().regions().stream()
            .mapToInt(region -> rooms.compute().mirrorSessions(region).size())
            .sum();
    return new MirrorStatus(
        sessions,
        mirroring.wire(),
        mirroring.mirrored(),
        reasons.snapshot(Reason.Stage.TAP),
        reasons.snapshot(Reason.Stage.WAY),
        reasons.snapshot(Reason.Stage.RETURN),
        now.balancers().values().stream().map(StatusReader::status).toList(),
        receivers.all().stream().map(StatusReader::status).toList());
  }

  @Override
  public void close() {
    follower.shutdownNow();
    sweeper.interrupt();
    checks.close();
    returns.close();
    mirroring.close();
  }
}
