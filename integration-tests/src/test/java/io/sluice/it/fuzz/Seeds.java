package io.sluice.it.fuzz;

import com.github.luben.zstd.Zstd;
import io.sluice.packet.LinkType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Inputs to begin with, all of them made here: no byte is anybody else's. */
final class Seeds {
  private Seeds() {}

  /** Writes them below the folder that is named: {@code run.sh} begins with them. */
  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, List<byte[]>> target : all().entrySet()) {
      Path folder = Files.createDirectories(Path.of(arguments[0], target.getKey()));
      for (int i = 0; i < target.getValue().size(); i++) {
        Files.write(folder.resolve("seed-%02d".formatted(i)), target.getValue().get(i));
      }
    }
  }

  /** By the names of targets. */
  static Map<String, List<byte[]>> all() {
    Map<String, List<byte[]>> all = new LinkedHashMap<>();
    all.put("DecoderFuzz", decoder());
    all.put("TunnelFuzz", tunnels());
    all.put("CaptureFuzz", captures());
    all.put("WorkerFuzz", captures());
    all.put("FilterFuzz", filters());
    all.put("SegmentFuzz", segments());
    return all;
  }

  /** A connection with a request and its response, closed by one side and reset by the other. */
  private static List<byte[]> conversation(int port, byte[] request, byte[] response) {
    int from = 40_000;
    long c = 1_001;
    long s = 5_001;
    return List.of(
        up(Frames.tcp(from, port, 2, 1_000, 0, new byte[0])),
        down(Frames.tcp(port, from, 18, 5_000, c, new byte[0])),
        up(Frames.tcp(from, port, 16, c, s, new byte[0])),
        up(Frames.tcp(from, port, 24, c, s, request)),
        up(Frames.tcp(from, port, 24, c, s, request)),
        down(Frames.tcp(port, from, 24, s, c + request.length, response)),
        up(Frames.tcp(from, port, 17, c + request.length, s + response.length, new byte[0])),
        down(Frames.tcp(port, from, 20, s + response.length, c + request.length, new byte[0])));
  }

  private static byte[] up(byte[] tcp) {
    return Frames.ethernet(0x0800, Frames.ipv4(true, Frames.TCP, tcp));
  }

  private static byte[] down(byte[] tcp) {
    return Frames.ethernet(0x0800, Frames.ipv4(false, Frames.TCP, tcp));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    frames.addAll(
        conversation(
            80,
            text("GET /a?b HTTP/1.1\r\nHost: sluice.test\r\n\r\n"),
            text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
    frames.addAll(conversation(443, Frames.hello(), new byte[] {21, 3, 3, 0, 2, 2, 40}));
    byte[] query = Frames.udp(5_353, 53, Frames.dns(false));
    byte[] answer = Frames.udp(53, 5_353, Frames.dns(true));
    byte[] inner = Frames.ethernet(0x0800, Frames.ipv4(true, Frames.UDP, query));
    frames.add(inner);
    frames.add(Frames.ethernet(0x0800, Frames.ipv4(false, Frames.UDP, answer)));
    frames.add(Frames.ethernet(0x86dd, Frames.ipv6(true, Frames.UDP, query)));
    frames.add(
        Frames.ethernet(
            0x88a8,
            Frames.vlan(7, 0x8100, Frames.vlan(8, 0x0800, Frames.ipv4(true, Frames.UDP, query)))));
    frames.add(Frames.mpls(16, 0, Frames.ipv4(true, Frames.UDP, query)));
    for (byte[] tunnel :
        List.of(
            Frames.vxlan(77, inner),
            Frames.geneve(0x6558, inner),
            Frames.geneve(0x0800, Frames.ipv4(true, Frames.UDP, query)))) {
      frames.add(Frames.ethernet(0x0800, Frames.ipv4(true, Frames.UDP, tunnel)));
    }
    frames.add(Frames.ethernet(0x0800, Frames.ipv4(true, Frames.GRE, Frames.gre(0x6558, inner))));
    frames.add(Frames.ethernet(0x0800, Frames.ipv4(true, Frames.GRE, Frames.erspan(inner))));
    frames.addAll(fragments());
    return frames;
  }

  private static List<byte[]> fragments() {
    byte[] whole = Frames.udp(40_000, 53, new Wire().bytes(Frames.dns(false)).zeroes(64).done());
    byte[] first = Arrays.copyOfRange(whole, 0, 24);
    byte[] rest = Arrays.copyOfRange(whole, 24, whole.length);
    return List.of(
        Frames.ethernet(0x0800, Frames.ipv4(true, Frames.UDP, 9, 0x2000, first)),
        Frames.ethernet(0x0800, Frames.ipv4(true, Frames.UDP, 9, 3, rest)),
        Frames.ethernet(0x86dd, Frames.ipv6Fragment(Frames.UDP, 24, rest)),
        Frames.ethernet(0x86dd, Frames.ipv6Fragment(Frames.UDP, 1, first)));
  }

  private static List<byte[]> decoder() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Inputs.joined(LinkType.ETHERNET, fragments()));
    for (byte[] frame : frames()) {
      seeds.add(Inputs.joined(LinkType.ETHERNET, List.of(frame)));
    }
    byte[] ip = Frames.ipv4(true, Frames.UDP, Frames.udp(1, 2, new byte[4]));
    for (int linkType = 0; linkType < 256; linkType++) {
      for (int front : new int[] {0, 4, 8, 16, 44}) {
        if (front == 0 || linkType % 5 == front % 5) {
          seeds.add(
              Inputs.joined(
                  linkType, List.of(new Wire().zeroes(front).u16(0x0800).bytes(ip).done())));
        }
      }
    }
    return seeds;
  }

  private static List<byte[]> filters() {
    List<byte[]> seeds = new ArrayList<>();
    byte[] packets = Inputs.joined(LinkType.ETHERNET, frames());
    for (String expression : FilterFuzz.EXPRESSIONS) {
      seeds.add(new Wire().bytes(text(expression)).zeroes(1).bytes(packets).done());
    }
    return seeds;
  }

  private static List<byte[]> tunnels() {
    return List.of(
        new Wire().u32(0x0800_0000).u32(77 << 8).done(),
        Frames.geneveHeader(0x6558),
        Frames.geneveHeader(0x0800),
        Frames.gre(0x6558, new byte[4]),
        Frames.gre(0x880b, new byte[12]));
  }

  private static List<byte[]> captures() {
    List<byte[]> few = frames().subList(0, 8);
    byte[] small = pcap(0xa1b2c3d4, ByteOrder.LITTLE_ENDIAN, few);
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(small);
    seeds.add(pcap(0xa1b23c4d, ByteOrder.BIG_ENDIAN, few));
    seeds.add(pcap(0xa1b2cd34, ByteOrder.LITTLE_ENDIAN, few));
    seeds.add(pcap(0xa1b2c3d4, ByteOrder.LITTLE_ENDIAN, frames()));
    seeds.add(pcapng(few));
    seeds.add(gzip(small));
    seeds.add(Zstd.compress(small));
    seeds.add(Zstd.compress(pcapng(few)));
    for (byte[] frame : frames()) {
      seeds.add(pcap(0xa1b2c3d4, ByteOrder.LITTLE_ENDIAN, List.of(frame)));
    }
    return seeds;
  }

  private static List<byte[]> segments() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(SegmentFuzz.seed(pcapng(frames().subList(0, 8))));
    for (byte[] frame : frames()) {
      seeds.add(SegmentFuzz.seed(pcapng(List.of(frame, frame))));
    }
    return seeds;
  }

  private static byte[] pcap(int magic, ByteOrder order, List<byte[]> packets) {
    ByteBuffer file = ByteBuffer.allocate(1 << 16).order(order);
    file.putInt(magic).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    file.putInt(65_535).putInt(LinkType.ETHERNET);
    for (int i = 0; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      file.putInt(1_000 + i).putInt(500).putInt(packet.length).putInt(packet.length);
      if (magic == 0xa1b2cd34) {
        file.putInt(1).putShort((short) 0).putShort((short) 0);
      }
      file.put(packet);
    }
    return done(file);
  }

  private static byte[] pcapng(List<byte[]> packets) {
    ByteBuffer file = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    file.putInt(1).putInt(28).putInt(LinkType.ETHERNET).putInt(0);
    file.putShort((short) 9).putShort((short) 1).putInt(9).putInt(28);
    for (byte[] packet : packets) {
      int padded = (packet.length + 3) & ~3;
      file.putInt(6).putInt(32 + padded).putInt(0).putInt(0).putInt(1_000_000);
      file.putInt(packet.length).putInt(packet.length).put(packet);
      file.put(new byte[padded - packet.length]).putInt(32 + padded);
    }
    return done(file);
  }

  private static byte[] done(ByteBuffer file) {
    byte[] bytes = new byte[file.flip().limit()];
    file.get(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
