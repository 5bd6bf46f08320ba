package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.fabric.Direction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Conversations between two interfaces of a VPC. Generated ones go round the pairs, so that every
 * mirrored interface gets its share; a capture is replayed between the first pair.
 */
final class MirrorScripts implements Iterator<MirrorScripts.Talk> {
  private static final int HTTPS = 443;
  private static final AtomicLong NUMBERS = new AtomicLong();

  /** One conversation; the steps' frames have the interfaces' own addresses. */
  record Talk(Eni client, Eni server, List<Script.Step> steps) {}

  private final Pairs pairs;
  private final int port;
  private final byte[] response;
  private long left;

  private MirrorScripts(Pairs pairs, TrafficRequest request) {
    this.pairs = pairs;
    this.port = request.port() == 0 ? HTTPS : request.port();
    this.response = TcpTalk.response(request.payload());
    this.left = request.count();
  }

  /**
   * What a request asks for.
   *
   * @throws TrafficException when its capture cannot be replayed
   */
  static Iterator<Talk> of(TrafficRequest request, Pairs pairs, Skipped skipped)
      throws TrafficException {
    if (request.pcap() == null) {
      return new MirrorScripts(pairs, request);
    }
    Pairs.Pair pair = pairs.pair(0);
    List<byte[]> frames = PcapFile.read(Path.of(request.pcap()), skipped);
    List<Script> scripts =
        new PcapScripts(pair.server().privateIp(), pair.client().privateIp(), List.of(), skipped)
            .of(frames);
    if (scripts.isEmpty()) {
      throw new TrafficException(
          "%s holds nothing that can be replayed: %s"
              .formatted(request.pcap(), skipped.snapshot()));
    }
    List<Talk> talks = new ArrayList<>();
    scripts.forEach(script -> talks.add(talk(pair, script.steps())));
    return talks.iterator();
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Talk next() {
    if (left-- <= 0) {
      throw new NoSuchElementException();
    }
    long number = NUMBERS.getAndIncrement();
    Pairs.Pair pair = pairs.pair(number);
    int clientPort = 10_000 + (int) (number * 31 % 50_000);
    TcpTalk tcp =
        new TcpTalk(
            new Frames.Side(Frames.address(pair.client().privateIp()), clientPort, true),
            new Frames.Side(Frames.address(pair.server().privateIp()), port, false),
            number);
    return talk(pair, tcp.steps(TcpTalk.request(pair.server().privateIp()), response));
  }

  private static Talk talk(Pairs.Pair pair, List<Script.Step> steps) {
    byte[] client = mac(pair.client());
    byte[] server = mac(pair.server());
    for (Script.Step step : steps) {
      boolean toServer = step.direction() == Direction.TO_SERVER;
      System.arraycopy(toServer ? server : client, 0, step.frame(), 0, 6);
      System.arraycopy(toServer ? client : server, 0, step.frame(), 6, 6);
    }
    return new Talk(pair.client(), pair.server(), steps);
  }

  private static byte[] mac(Eni eni) {
    return HexFormat.ofDelimiter(":").parseHex(eni.mac());
  }
}
