package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup.HealthCheck;
import io.sluice.sandbox.cloud.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One target group's health check of one instance, for as long as both are there. A new target is
 * taken in by its first good answer; then it takes as many bad ones in a row as the group says to
 * go out, and as many good ones to come back. Intervals and timeouts are not shortened.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html">
 *     Health checks</a>
 */
final class Check {
  /** What NLBs and GWLBs take for good where a group has no matcher of its own (GW-12). */
  private static final Pattern GOOD = Pattern.compile("HTTP/1\\.[01] [23][0-9][0-9]");

  private final Receiver receiver;
  private final HealthCheck asked;
  private final InetAddress prober;
  private volatile Health health;
  private volatile @Nullable Thread thread;
  private int good;
  private int bad;

  /**
   * @param prober the balancer's own address, where its questions come from
   */
  Check(Receiver receiver, HealthCheck asked, InetAddress prober, Health start) {
    this.receiver = receiver;
    this.asked = asked;
    this.prober = prober;
    this.health = start;
  }

  Receiver receiver() {
    return receiver;
  }

  HealthCheck asked() {
    return asked;
  }

  Health health() {
    return health;
  }

  void start() {
    thread = Thread.ofVirtual().name("check-" + receiver.instanceId()).start(this::run);
  }

  void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        learn(answers());
        Thread.sleep(Duration.ofSeconds(asked.intervalSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void learn(boolean answered) {
    good = answered ? good + 1 : 0;
    bad = answered ? 0 : bad + 1;
    if (answered && (health == Health.INITIAL || good >= asked.healthyThreshold())) {
      health = Health.HEALTHY;
    } else if (bad >= asked.unhealthyThreshold()) {
      health = Health.UNHEALTHY;
    }
  }

  private boolean answers() {
    int timeout = 1000 * asked.timeoutSeconds();
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(prober, 0));
      socket.setSoTimeout(timeout);
      socket.connect(Loopback.socket(receiver.ip(), asked.port()), timeout);
      if (!asked.protocol().equals("HTTP")) {
        return true;
      }
      String request =
          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: ELB-HealthChecker/2.0\r\nConnection: close\r\n\r\n"
              .formatted(asked.path(), receiver.ip(), asked.port());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return GOOD.matcher(status).matches();
    } catch (IOException e) {
      return false;
    }
  }
}
