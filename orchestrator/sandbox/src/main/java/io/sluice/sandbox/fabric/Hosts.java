package io.sluice.sandbox.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The emulated servers behind public load balancers: each listens on its loopback address for the
 * probe and answers it. Where something else already listens, that is the server.
 */
final class Hosts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Hosts.class.getName());
  private static final int BIND_ATTEMPTS = 10;
  private static final long BIND_PAUSE_NANOS = 20_000_000;
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Map<InetSocketAddress, ServerSocket> listening = new HashMap<>();

  /** Opens what the topology asks for and closes the rest. */
  void follow(Topology topology) {
    Set<InetSocketAddress> wanted = new HashSet<>();
    for (Frontend frontend : topology.frontends().values()) {
      for (Rule rule : frontend.rules()) {
        for (Watch backend : rule.backends()) {
          Probe probe = backend.probe();
          if (probe != null) {
            wanted.add(Loopback.socket(backend.target().ip(), probe.port()));
          }
        }
      }
    }
    listening
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey());
              if (gone) {
                close(entry.getValue());
              }
              return gone;
            });
    wanted.removeAll(listening.keySet());
    wanted.forEach(this::listen);
  }

  private void listen(InetSocketAddress address) {
    try {
      ServerSocket server = bind(address);
      listening.put(address, server);
      Thread.ofVirtual().name("host-" + address).start(() -> accept(server));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} is already served by something else: {1}",
          address,
          e.getMessage());
    }
  }

  // a listener closed just before frees its port only when its thread has noticed
  private static ServerSocket bind(InetSocketAddress address) throws IOException {
    for (int attempt = 1; ; attempt++) {
      ServerSocket server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        server.bind(address);
        return server;
      } catch (IOException e) {
        server.close();
        if (attempt == BIND_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(BIND_PAUSE_NANOS);
      }
    }
  }

  private static void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "emulated host stopped accepting", e);
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setSoTimeout(5_000);
      if (socket.getInputStream().read() >= 0) {
        // the whole request first: closing with unread bytes would reset the connection
        byte[] rest = new byte[8192];
        if (socket.getInputStream().available() > 0) {
          socket.getInputStream().read(rest);
        }
        OutputStream out = socket.getOutputStream();
        out.write(OK);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "probe of an emulated host", e);
    }
  }

  private static void close(ServerSocket server) {
    try {
      server.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing an emulated host", e);
    }
  }

  @Override
  public void close() {
    listening.values().forEach(Hosts::close);
    listening.clear();
  }
}
