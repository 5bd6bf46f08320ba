package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One TCP conversation (RFC 9293): the state of both ends while its packets are written. Handshake,
 * an HTTP request, a response in segments, and an orderly end.
 */
final class TcpTalk {
  private static final int SEGMENT = 1400;

  private final Frames.Side client;
  private final Frames.Side server;
  private final List<Script.Step> steps = new ArrayList<>();
  private int clientSeq;
  private int serverSeq;
  private int clientId = 1;
  private int serverId = 1;

  /**
   * @param number of the conversation: its sequence numbers begin elsewhere than the others'
   */
  TcpTalk(Frames.Side client, Frames.Side server, long number) {
    this.client = client;
    this.server = server;
    this.clientSeq = (int) ((number + 1) * 0x9e3779b9L);
    this.serverSeq = ~clientSeq;
  }

  static byte[] request(String host) {
    return ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @param payload bytes of the body
   */
  static byte[] response(int payload) {
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + payload + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] response = Arrays.copyOf(head, head.length + payload);
    Arrays.fill(response, head.length, response.length, (byte) 'x');
    return response;
  }

  List<Script.Step> steps(byte[] request, byte[] response) {
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
