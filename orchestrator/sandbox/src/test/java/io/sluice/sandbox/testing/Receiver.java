package io.sluice.sandbox.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** A UDP socket and the thread that reads it. Once closed, its port is free. */
final class Receiver implements Closeable {
  /** Handles a datagram in the reader's thread; its buffer is used again. */
  interface Handler {
    void handle(DatagramPacket datagram) throws IOException;
  }

  private final DatagramSocket socket;
  private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);

  Receiver(InetAddress address, int port) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(address, port));
    socket.setReceiveBufferSize(4 << 20);
  }

  void start(Handler handler) {
    reading =
        CompletableFuture.runAsync(
            () -> read(handler), task -> Thread.ofPlatform().daemon().start(task));
  }

  private void read(Handler handler) {
    byte[] buffer = new byte[1 << 16];
    try {
      while (true) {
        DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
        socket.receive(datagram);
        handler.handle(datagram);
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What comes when it is closed already is lost. */
  void send(byte[] payload, int length, InetAddress to, int port) throws IOException {
    try {
      socket.send(new DatagramPacket(payload, length, to, port));
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
    // The kernel keeps the port for as long as a thread is in a call on it
    reading.join();
  }
}
