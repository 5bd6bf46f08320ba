package io.sluice.sandbox.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
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
  private final Receiver internal;
  private final Receiver external;
  private final Pages pages;
  private final int returnedVniShift;
  private final ToIntFunction<byte[]> flip;

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
    internal = new Receiver(loopback, INTERNAL);
    external = new Receiver(loopback, EXTERNAL);
    external.start(datagram -> reflect(datagram, internal, INTERNAL, 900, 0));
    internal.start(datagram -> reflect(datagram, external, EXTERNAL, 901, 4));
    pages = new Pages(loopback, this::page);
  }

  /** What the probe is answered with. */
  public void health(int httpStatus) {
    pages.health(httpStatus);
  }

  /** Inner source ports that came on the external tunnel. */
  public Set<Integer> clientPorts() {
    return clientPorts;
  }

  public long received() {
    return counts[0].get() + counts[4].get();
  }

  private void reflect(DatagramPacket datagram, Receiver out, int outPort, int outVni, int counter)
      throws IOException {
    byte[] payload = datagram.getData();
    counts[counter].incrementAndGet();
    counts[counter + 1].addAndGet(datagram.getLength());
    if (counter == 0) {
      clientPorts.add((payload[8 + 34] & 0xff) << 8 | (payload[8 + 35] & 0xff));
    }
    int vni = outVni + returnedVniShift;
    payload[4] = (byte) (vni >> 16);
    payload[5] = (byte) (vni >> 8);
    payload[6] = (byte) vni;
    int damaged = flip.applyAsInt(payload);
    if (damaged >= 0) {
      payload[damaged] ^= 1;
    }
    counts[counter + 2].incrementAndGet();
    counts[counter + 3].addAndGet(datagram.getLength());
    out.send(payload, datagram.getLength(), datagram.getAddress(), outPort);
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
    pages.close();
  }
}
