package io.sluice.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** A process that speaks as the sandbox's daemon does; {@code MODE --dir DIR}. */
public final class FakeDaemon {
  private static final String AZURE =
      """
      {"machines": [{"name": "m_0", "privateIp": "10.40.1.5", "provisioningState": "Succeeded",
        "powerState": "running", "health": "Healthy", "latestModel": true}],
       "fabric": {"frontends": [{"name": "web", "publicIp": "203.0.113.1", "gateway": "gw",
          "ports": [80, 443], "backends": [{"health": "Healthy"}, {"health": "Unhealthy"}]}],
        "gateways": [{"name": "gw", "ip": "10.40.1.4", "targets": [{"name": "m_0",
          "address": "127.40.1.5", "health": "Healthy", "external": {"sentPackets": 6,
          "returnedPackets": 4}, "internal": {"sentPackets": 4, "returnedPackets": 6}}]}],
        "drops": {"no-healthy-target": 3}},
       "resources": {"Microsoft.Network/loadBalancers": 2}}
      """;

  private static final String AWS =
      """
      {"awsFabric": {"sessions": 60, "mirrored": {"packets": 24000, "bytes": 9}, "balancers": [
         {"name": "netops-mirror-a1b2c3", "type": "network", "targets": [
            {"instance": "i-1", "zone": "eu-west-1a", "address": "127.60.0.9", "health": "HEALTHY",
             "draining": false, "sent": {"packets": 12000}, "returned": {"packets": 0}},
            {"instance": "i-2", "zone": "eu-west-1b", "address": "127.60.32.9",
             "health": "UNHEALTHY", "draining": true, "sent": {"packets": 11990},
             "returned": {"packets": 0}}]},
         {"name": "empty", "type": "gateway", "targets": []}],
        "drops": {"no-target": 10}}}
      """;

  private FakeDaemon() {}

  /** Starts a daemon of a mode: good, aws, deaf, stubborn, mute, broken. */
  static List<String> command(String mode) {
    try {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          Path.of(FakeDaemon.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .toString(),
          FakeDaemon.class.getName(),
          mode);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    String mode = args[0];
    Path dir = Path.of(args[2]);
    if (mode.equals("broken")) {
      System.err.println("no room on this machine");
      System.exit(3);
    }
    int port = mode.equals("mute") ? mute() : serve(mode);
    Path half = dir.resolve("sandbox.json.tmp");
    Files.writeString(
        half,
        """
        {"pid": %d, "startedAt": "%s", "http": "http://127.0.0.1:%d", "token": "t0ken"}
        """
            .formatted(ProcessHandle.current().pid(), Instant.now(), port));
    Files.move(half, dir.resolve("sandbox.json"), StandardCopyOption.ATOMIC_MOVE);
    if (mode.equals("stubborn")) {
      Runtime.getRuntime().addShutdownHook(new Thread(FakeDaemon::forever));
    }
    forever();
  }

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("resource") // stays open as long as the process lives
  private static int mute() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress()).getLocalPort();
  }

  private static int serve(String mode) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(server, "/sandbox/status", 200, mode.equals("aws") ? AWS : AZURE);
    answer(server, "/sandbox/calls", 200, "{\"total\": 12, \"machines\": {\"total\": 5}}");
    boolean aws = mode.equals("aws");
    answer(server, "/sandbox/traffic", 200, resource(aws ? "mirror.jsonl" : "traffic.jsonl"));
    if (mode.equals("good") || aws) {
      server.createContext(
          "/sandbox/stop",
          exchange -> {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            Runtime.getRuntime().halt(0);
          });
    } else {
      answer(server, "/sandbox/stop", 500, "{\"error\": {\"message\": \"I will not.\"}}");
    }
    server.start();
    return server.getAddress().getPort();
  }

  private static String resource(String name) throws IOException {
    return new String(
        Objects.requireNonNull(FakeDaemon.class.getResourceAsStream(name)).readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private static void answer(HttpServer server, String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          boolean known =
              "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(known ? status : 401, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }
}
