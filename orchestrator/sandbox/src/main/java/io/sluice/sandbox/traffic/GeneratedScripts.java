package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.FlowKey;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole TCP conversations (RFC 9293): handshake, an HTTP request, a response of any size in
 * segments, and an orderly end. Clients come from 198.18.0.0/15, the benchmarking range of RFC
 * 2544; no 5-tuple comes twice.
 */
final class GeneratedScripts implements Iterator<Script> {
  private static final int CLIENTS = 1 << 17;
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Frames.Side server;
  private final byte[] request;
  private final byte[] response;
  private long left;

  GeneratedScripts(String publicIp, int port, int payload, long count) {
    this.server = new Frames.Side(Frames.address(publicIp), port, false);
    this.left = count;
    this.request = TcpTalk.request(publicIp);
    this.response = TcpTalk.response(payload);
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
    return new Script(key, new TcpTalk(client, server, number).steps(request, response));
  }
}
