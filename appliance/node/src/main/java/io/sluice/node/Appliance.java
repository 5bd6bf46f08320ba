package io.sluice.node;

import io.sluice.node.broker.BadTools;
import io.sluice.node.config.BootDocument;
import io.sluice.node.config.PipelineConfig;
import io.sluice.node.config.UserError;
import io.sluice.node.http.Endpoint;
import io.sluice.node.http.Prometheus;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.InstanceMetadata;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.tunnel.Dataplane;
import io.sluice.node.tunnel.DataplaneSettings;
import io.sluice.node.tunnel.Tier;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.tunnel.Warmup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One running appliance: from a boot document to served tunnels, and to its end. */
final class Appliance {
  private static final Log LOG = Log.of(Appliance.class);

  /** Port of the metrics endpoint, on a loopback address only. */
  static final int METRICS_PORT = 9464;

  private static final Duration PACE = Duration.ofSeconds(2);

  /** Enough for the compiler to have seen the forwarding path; more would cost start-up. */
  private static final int WARMUP_DATAGRAMS = 6_000;

  private final BootDocument boot;
  private final InetAddress address;
  private final Mailbox mailbox;
  private final Duration drain;
  private final Instant started = Instant.now();
  private final Semaphore changed = new Semaphore(0);
  private final Readiness readiness;
  private final Endpoint probe;
  private final Endpoint metrics;
  private final Pipeline pipeline;
  private final Dataplane dataplane;
  private List<Thread> threads = List.of();
  private @Nullable StatusWriter status;
  private boolean settled;

  /**
   * Warms up, binds everything and answers the probe with 503.
   *
   * @param drain how long to go on after the probe has begun to fail
   * @param serving how tunnels are served
   * @param state directory that outlives the process
   * @throws UserError when a port is taken or an address is not this machine's
   */
  Appliance(
      BootDocument boot,
      InetAddress address,
      Mailbox mailbox,
      Duration drain,
      DataplaneSettings serving,
      Path state) {
    this.boot = boot;
    this.address = address;
    this.mailbox = mailbox;
    this.drain = drain;
    readiness = new Readiness(boot.probe().failAfter(), changed::release);
    pipeline = new Pipeline(serving.workers(), address, state, mailbox);
    try {
      try (WarmChain warm = new WarmChain()) {
        Warmup.run(boot.tunnels(), WARMUP_DATAGRAMS / 2, warm.tap());
        warm.takeCopies();
        Warmup.run(boot.tunnels(), WARMUP_DATAGRAMS / 2, warm.tap());
      }
      if (serving.tier() == Tier.BATCHES) {
        Warmup.goRound(WARMUP_DATAGRAMS);
      }
      dataplane = new Dataplane(serving.withTaps(pipeline), address, boot.tunnels());
      InetAddress local =
          address.isLoopbackAddress()
              ? address
              : InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      metrics = new Endpoint(new InetSocketAddress(local, METRICS_PORT), "/metrics", this::metrics);
      probe =
          new Endpoint(
              new InetSocketAddress(address, boot.probe().port()),
              boot.probe().path(),
              this::health);
    } catch (IOException e) {
      throw new UserError("The appliance cannot start because %s.".formatted(e.getMessage()));
    }
    readiness.bound(boot.tunnels());
  }

  /** Starts to follow the config and to write the status; returns at once. */
  void start(InstanceMetadata metadata) {
    LOG.info(
        "The appliance serves its tunnels",
        "version",
        Version.TEXT,
        "blueprint",
        boot.blueprint(),
        "address",
        address.getHostAddress(),
        "tunnels",
        boot.tunnels().toString(),
        "dataplane",
        dataplane.description(),
        "workers",
        dataplane.workers(),
        "maxDatagram",
        dataplane.maxDatagram(),
        "startMillis",
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(begin -> Duration.between(begin, Instant.now()).toMillis())
            .orElse(-1L));
    ConfigFollower follower =
        new ConfigFollower(mailbox, dataplane, readiness, boot.blueprint(), this::change);
    threads =
        List.of(
            Thread.ofVirtual()
                .name("config")
                .start(() -> untilStopped(() -> follower.follow(PACE))),
            Thread.ofVirtual().name("status").start(() -> untilStopped(() -> report(metadata))),
            Thread.ofVirtual().name("watch").start(() -> untilStopped(this::watch)));
  }

  /** The probe says ready only after the first of these. */
  private void change(PipelineConfig config) throws BadTools {
    pipeline.change(config);
    if (!settled) {
      settled = true;
      // What stays is moved by the first collections, for 30 ms in all: better now than in traffic
      System.gc();
    }
  }

  private interface Loop {
    void run() throws InterruptedException;
  }

  private static void untilStopped(Loop loop) {
    try {
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(InstanceMetadata metadata) throws InterruptedException {
    String machine = machineName(metadata);
    pipeline.start(machine);
    StatusWriter writer =
        new StatusWriter(
            mailbox,
            machine,
            readiness,
            dataplane::totals,
            this::figures,
            () -> pipeline.tools().stream().map(ToolStatus::of).toList(),
            Clock.systemUTC(),
            started,
            changed);
    synchronized (this) {
      status = writer;
    }
    writer.write(PACE);
  }

  /** Looks whether something is not done as it should be. */
  private void watch() throws InterruptedException {
    while (true) {
      readiness.impaired(pipeline.problem());
      Thread.sleep(PACE);
    }
  }

  private static String machineName(InstanceMetadata metadata) throws InterruptedException {
    while (true) {
      try {
        return metadata.machineName();
      } catch (MailboxException e) {
        LOG.warn("The machine's name is not known yet", "reason", e.getMessage());
        Thread.sleep(PACE);
      }
    }
  }

  private Endpoint.Answer health() {
    String reason = readiness.answer();
    return reason.isEmpty()
        ? Endpoint.Answer.text(200, "ready")
        : Endpoint.Answer.text(503, reason);
  }

  private Endpoint.Answer metrics() {
    Readiness.View view = readiness.view();
    return new Endpoint.Answer(
        200,
        Prometheus.CONTENT_TYPE,
        Prometheus.of(
            dataplane.totals(),
            pipeline.totals(),
            pipeline.gauges(),
            pipeline.tools(),
            view.ready(),
            Version.TEXT,
            view.configHash()));
  }

  /** What became of packets besides being forwarded, by name. */
  private Map<String, Long> figures() {
    Map<String, Long> figures = new LinkedHashMap<>(pipeline.totals());
    figures.putAll(pipeline.gauges());
    return figures;
  }

  /** Drains and stops; returns when everything has been let go. */
  void stop() {
    LOG.info("The appliance drains", "seconds", drain.toSeconds());
    readiness.draining();
    try {
      Thread.sleep(drain);
      threads.forEach(Thread::interrupt);
      StatusWriter writer;
      synchronized (this) {
        writer = status;
      }
      dataplane.close();
      pipeline.close();
      if (writer != null) {
        Thread last = Thread.ofVirtual().start(() -> untilStopped(writer::writeOnce));
        last.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    probe.close();
    metrics.close();
    Totals totals = dataplane.totals();
    LOG.info(
        "The appliance has stopped",
        "in",
        Totals.sum(totals.inPackets()),
        "out",
        Totals.sum(totals.outPackets()),
        "observed",
        Totals.sum(totals.observedPackets()),
        "drops",
        Totals.sum(totals.drops()));
  }
}
