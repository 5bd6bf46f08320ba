package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Sends to receivers, no faster than they read. */
final class Wire implements AutoCloseable {
  private final Senders senders = new Senders();
  private final Brake brake = new Brake(new ReceiveQueues());

  /**
   * Sends one datagram from an address of the emulated cloud.
   *
   * @return why it was not sent, or null
   */
  @Nullable Reason send(String sourceIp, int sourcePort, Receiver to, int port, byte[] payload) {
    InetSocketAddress destination = new InetSocketAddress(to.address(), Loopback.port(port));
    brake.before(destination, payload.length);
    if (!senders.send(Loopback.address(sourceIp), sourcePort, destination, payload)) {
      return Reason.SEND_FAILED;
    }
    to.sent(payload.length);
    return null;
  }

  @Override
  public void close() {
    senders.close();
  }
}
