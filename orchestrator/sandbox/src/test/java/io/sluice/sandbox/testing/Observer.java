package io.sluice.sandbox.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
  private final Receiver receiver;
  private final Pages pages;
  private final @Nullable UnaryOperator<byte[]> returns;
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
    receiver = new Receiver(loopback, port);
    receiver.start(this::receive);
    pages = new Pages(loopback, this::page);
  }

  /** What the probe is answered with. */
  public void health(int httpStatus) {
    pages.health(httpStatus);
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

  private void receive(DatagramPacket packet) throws IOException {
    byte[] payload = Arrays.copyOf(packet.getData(), packet.getLength());
    synchronized (this) {
      datagrams.add(
          new Datagram(new InetSocketAddress(packet.getAddress(), packet.getPort()), payload));
    }
    packets.incrementAndGet();
    bytes.addAndGet(payload.length);
    if (returns != null) {
      byte[] back = returns.apply(payload);
      receiver.send(back, back.length, packet.getAddress(), 6081);
    }
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
    receiver.close();
    pages.close();
  }
}
