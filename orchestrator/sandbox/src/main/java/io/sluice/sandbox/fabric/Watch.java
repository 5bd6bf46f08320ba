package io.sluice.sandbox.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One probe asking one target, for as long as both are there. As Azure documents: the first good
 * answer of a new target takes it in; later it takes {@link Probe#failAfter()} bad ones in a row to
 * go out and {@link Probe#recoverAfter()} good ones to come back. Without a probe a target is
 * always healthy.
 */
final class Watch {
  // where Azure's probes come from (AZ-11)
  private static final InetAddress PROBER = Loopback.address("168.63.129.16");

  private final Target target;
  private final @Nullable Probe probe;
  private volatile Health health;
  private volatile @Nullable Thread thread;
  private int good;
  private int bad;

  Watch(Target target, @Nullable Probe probe, Health start) {
    this.target = target;
    this.probe = probe;
    this.health = probe == null ? Health.HEALTHY : start;
  }

  Target target() {
    return target;
  }

  @Nullable Probe probe() {
    return probe;
  }

  Health health() {
    return health;
  }

  boolean healthy() {
    return health == Health.HEALTHY;
  }

  void start() {
    Probe asked = probe;
    if (asked != null) {
      thread = Thread.ofVirtual().name("probe-" + target.name()).start(() -> run(asked));
    }
  }

  /** The machine behind the address was replaced: what was known of it no longer counts. */
  void reset() {
    if (probe != null) {
      health = Health.UNKNOWN;
    }
  }

  void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run(Probe asked) {
    try {
      while (true) {
        learn(asked, answers(asked));
        Thread.sleep(asked.interval());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void learn(Probe asked, boolean answered) {
    good = answered ? good + 1 : 0;
    bad = answered ? 0 : bad + 1;
    if (answered && (health == Health.UNKNOWN || good >= asked.recoverAfter())) {
      health = Health.HEALTHY;
    } else if (bad >= asked.failAfter()) {
      health = Health.UNHEALTHY;
    }
  }

  private boolean answers(Probe asked) {
    int timeout = (int) Math.min(30_000, Math.max(1_000, asked.interval().toMillis()));
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(PROBER, 0));
      socket.setSoTimeout(timeout);
      socket.connect(Loopback.socket(target.ip(), asked.port()), timeout);
      if (!asked.http()) {
        return true;
      }
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Load Balancer Agent\r\nConnection: close\r\n\r\n"
              .formatted(asked.path(), target.ip());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return status.startsWith("HTTP/1.") && status.endsWith(" 200");
    } catch (IOException e) {
      return false;
    }
  }
}
