package io.sluice.sandbox.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * The least that is an appliance: what comes on one tunnel goes back to the sender's address on the
 * other, with the probe page and the counters of a real one.
 */
public final class Reflector implements Closeable {
  private static final int INTERNAL = 10_800;
  private static final int EXTERNAL = 10_801;

  private final AtomicLong[] counts = new AtomicLong[8];
  private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
  private final DatagramSocket internal;
  private final DatagramSocket external;
  private final HttpServer probe;
  private final HttpServer metrics;
  private final int returnedVniShift;
  private final ToIntFunction<byte[]> flip;
  private volatile int status = 200;

  public Reflector(String address) throws IOException {
    this(address, 0, frame -> -1);
  }

  /**
   * @param returnedVniShift added to the identifier of what it returns: a wrong configuration
   * @param flip index of a byte to damage, or -1
   */
  public Reflector(String address, int returnedVniShift, ToIntFunction<byte[]> flip)
      throws IOException {
    this.returnedVniShift = returnedVniShift;
    this.flip = flip;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new AtomicLong();
    }
    InetAddress loopback = InetAddress.getByName(address);
    internal = new DatagramSocket(new InetSocketAddress(loopback, INTERNAL));
    external = new DatagramSocket(new InetSocketAddress(loopback, EXTERNAL));
    internal.setReceiveBufferSize(4 << 20);
    external.setReceiveBufferSize(4 << 20);
    Thread.ofPlatform().daemon().start(() -> reflect(external, internal, INTERNAL, 900, 0));
    Thread.ofPlatform().daemon().start(() -> reflect(internal, external, EXTERNAL, 901, 4));
    probe = serve(loopback, 8080, "/health");
    metrics = serve(loopback, 9464, "/metrics");
  }

  /** What the probe is answered with. */
  public void health(int httpStatus) {
    status = httpStatus;
  }

  /** Inner source ports that came on the external tunnel. */
  public Set<Integer> clientPorts() {
    return clientPorts;
  }

  public long received() {
    return counts[0].get() + counts[4].get();
  }

  private void reflect(
      DatagramSocket in, DatagramSocket out, int outPort, int outVni, int counter) {
    byte[] buffer = new byte[1 << 16];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        in.receive(packet);
        counts[counter].incrementAndGet();
        counts[counter + 1].addAndGet(packet.getLength());
        if (counter == 0) {
          clientPorts.add((buffer[8 + 34] & 0xff) << 8 | (buffer[8 + 35] & 0xff));
        }
        int vni = outVni + returnedVniShift;
        buffer[4] = (byte) (vni >> 16);
        buffer[5] = (byte) (vni >> 8);
        buffer[6] = (byte) vni;
        int damaged = flip.applyAsInt(buffer);
        if (damaged >= 0) {
          buffer[damaged] ^= 1;
        }
        counts[counter + 2].incrementAndGet();
        counts[counter + 3].addAndGet(packet.getLength());
        out.send(new DatagramPacket(buffer, packet.getLength(), packet.getAddress(), outPort));
      }
    } catch (IOException e) {
      if (!in.isClosed() && !out.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private HttpServer serve(InetAddress address, int port, String path) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.createContext(
        path,
        exchange -> {
          byte[] body = (port == 9464 ? page() : "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              port == 9464 ? 200 : status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private String page() {
    return """
    # TYPE sluice_in_packets_total counter
    sluice_in_packets_total{tunnel="external"} %s
    sluice_in_bytes_total{tunnel="external"} %s
    sluice_out_packets_total{tunnel="internal"} %s
    sluice_out_bytes_total{tunnel="internal"} %s
    sluice_in_packets_total{tunnel="internal"} %s
    sluice_in_bytes_total{tunnel="internal"} %s
    sluice_out_packets_total{tunnel="external"} %s
    sluice_out_bytes_total{tunnel="external"} %s
    """
        .formatted((Object[]) counts);
  }

  /** Dies as a process does: all its sockets at once. */
  public void kill() {
    close();
  }

  @Override
  public void close() {
    internal.close();
    external.close();
    probe.stop(0);
    metrics.stop(0);
  }
}
