package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.FlowKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole TCP conversations (RFC 9293): handshake, an HTTP request, a response of any size in
 * segments, and an orderly end. Clients come from 198.18.0.0/15, the benchmarking range of RFC
 * 2544; no 5-tuple comes twice.
 */
final class GeneratedScripts implements Iterator<Script> {
  private static final int SEGMENT = 1400;
  private static final int CLIENTS = 1 << 17;
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Frames.Side server;
  private final byte[] request;
  private final byte[] response;
  private long left;

  GeneratedScripts(String publicIp, int port, int payload, long count) {
    this.server = new Frames.Side(Frames.address(publicIp), port, false);
    this.left = count;
    this.request =
        ("GET / HTTP/1.1\r\nHost: " + publicIp + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + payload + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    this.response = Arrays.copyOf(head, head.length + payload);
    Arrays.fill(response, head.length, response.length, (byte) 'x');
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Script next() {
    if (left-- <= 0) {
      throw new NoSuchElementException();
    }
    long number = NUMBERS.getAndIncrement();
    int place = (int) (number % CLIENTS);
    int port = 10_000 + (int) ((place * 31L + number / CLIENTS) % 50_000);
    Frames.Side client = new Frames.Side(Frames.address("198.18.0.0") + place, port, true);
    FlowKey key = new FlowKey(client.address(), port, server.address(), server.port(), 6);
    return new Script(key, new Talk(client, (int) ((number + 1) * 0x9e3779b9L)).steps());
  }

  /** The state of both ends while the packets are written. */
  private final class Talk {
    private final Frames.Side client;
    private final List<Script.Step> steps = new ArrayList<>();
    private int clientSeq;
    private int serverSeq;
    private int clientId = 1;
    private int serverId = 1;

    private Talk(Frames.Side client, int initial) {
      this.client = client;
      this.clientSeq = initial;
      this.serverSeq = ~initial;
    }

    private List<Script.Step> steps() {
      byte[] nothing = new byte[0];
      fromClient(Frames.SYN, nothing);
      fromServer(Frames.SYN | Frames.ACK, nothing);
      fromClient(Frames.ACK, nothing);
      fromClient(Frames.PSH | Frames.ACK, request);
      fromServer(Frames.ACK, nothing);
      for (int at = 0; at < response.length; at += SEGMENT) {
        int end = Math.min(response.length, at + SEGMENT);
        int push = end == response.length ? Frames.PSH : 0;
        fromServer(push | Frames.ACK, Arrays.copyOfRange(response, at, end));
      }
      fromClient(Frames.ACK, nothing);
      fromClient(Frames.FIN | Frames.ACK, nothing);
      fromServer(Frames.FIN | Frames.ACK, nothing);
      fromClient(Frames.ACK, nothing);
      return steps;
    }

    private void fromClient(int flags, byte[] payload) {
      int ack = (flags & Frames.ACK) == 0 ? 0 : serverSeq;
      byte[] frame = Frames.tcp(client, server, clientId++, clientSeq, ack, flags, payload);
      steps.add(new Script.Step(Direction.TO_SERVER, frame));
      clientSeq += length(flags, payload);
    }

    private void fromServer(int flags, byte[] payload) {
      byte[] frame = Frames.tcp(server, client, serverId++, serverSeq, clientSeq, flags, payload);
      steps.add(new Script.Step(Direction.TO_CLIENT, frame));
      serverSeq += length(flags, payload);
    }

    // SYN and FIN take a sequence number each
    private static int length(int flags, byte[] payload) {
      return payload.length + ((flags & (Frames.SYN | Frames.FIN)) == 0 ? 0 : 1);
    }
  }
}
