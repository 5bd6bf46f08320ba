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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The least that is an appliance of a mirror: it keeps and counts what comes to its port, with the
 * probe page and the counters of a real one. Where it is told to, it returns GENEVE to the sender's
 * address on 6081.
 */
public final class Observer implements Closeable {
  /** What came in one datagram. */
  public static final class Datagram {
    private final InetSocketAddress from;
    private final byte[] payload;

    private Datagram(InetSocketAddress from, byte[] payload) {
      this.from = from;
      this.payload = payload;
    }

    public InetSocketAddress from() {
      return from;
    }

    /** Never written to. */
    public byte[] payload() {
      return payload;
    }
  }

  private final List<Datagram> datagrams = new ArrayList<>();
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final DatagramSocket socket;
  private final HttpServer probe;
  private final HttpServer metrics;
  private final @Nullable UnaryOperator<byte[]> returns;
  private volatile int status = 200;
  private volatile long uncounted;

  /**
   * @param port 4789 for VXLAN, 6081 for GENEVE
   */
  public Observer(String address, int port) throws IOException {
    this(address, port, null);
  }

  /**
   * @param returns what becomes of a payload before it is returned, or null to return nothing
   */
  public Observer(String address, int port, @Nullable UnaryOperator<byte[]> returns)
      throws IOException {
    this.returns = returns;
    InetAddress loopback = InetAddress.getByName(address);
    socket = new DatagramSocket(new InetSocketAddress(loopback, port));
    Thread.ofPlatform().daemon().start(this::receive);
    probe = serve(loopback, 8080, "/health");
    metrics = serve(loopback, 9464, "/metrics");
  }

  /** What the probe is answered with. */
  public void health(int httpStatus) {
    status = httpStatus;
  }

  /** Its page tells of fewer packets than came. */
  public void forget(long number) {
    uncounted = number;
  }

  public synchronized List<Datagram> datagrams() {
    return List.copyOf(datagrams);
  }

  public long received() {
    return packets.get();
  }

  private void receive() {
    byte[] buffer = new byte[1 << 16];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] payload = Arrays.copyOf(buffer, packet.getLength());
        synchronized (this) {
          datagrams.add(
              new Datagram(new InetSocketAddress(packet.getAddress(), packet.getPort()), payload));
        }
        packets.incrementAndGet();
        bytes.addAndGet(payload.length);
        if (returns != null) {
          byte[] back = returns.apply(payload);
          socket.send(new DatagramPacket(back, back.length, packet.getAddress(), 6081));
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
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
    sluice_in_packets_total{tunnel="mirror"} %d
    sluice_in_bytes_total{tunnel="mirror"} %d
    sluice_observed_packets_total{tunnel="mirror"} %d
    sluice_drop_packets_total{reason="bad-vni"} %d
    """
        .formatted(packets.get(), bytes.get(), packets.get() - uncounted, uncounted);
  }

  @Override
  public void close() {
    socket.close();
    probe.stop(0);
    metrics.stop(0);
  }
}
