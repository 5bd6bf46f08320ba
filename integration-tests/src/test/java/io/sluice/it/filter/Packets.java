package io.sluice.it.filter;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Packets of one link type: real ones, and the same ones cut off and damaged. */
final class Packets {
  private static final int OF_ONE_CAPTURE = 12;

  /** One packet; {@code bytes} lie outside of the heap, for libpcap. */
  record Packet(MemorySegment bytes, int captured, int wire) {}

  final List<Packet> all = new ArrayList<>();
  private final Set<String> ipv4 = new LinkedHashSet<>();
  private final Set<String> ipv6 = new LinkedHashSet<>();
  private final Set<String> macs = new LinkedHashSet<>();
  private final Set<Integer> ports = new LinkedHashSet<>();
  private final Set<Integer> vlans = new LinkedHashSet<>(List.of(1, 100));

  /** A few packets from each capture under a folder, in an order that a seed decides. */
  static Packets read(Path folder, int linkType, Random random, Arena arena) throws IOException {
    Packets packets = new Packets();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap|dmp)"))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
    }
    for (Path file : files) {
      packets.add(file, linkType, random, arena);
    }
    return packets;
  }

  void add(Path file, int linkType, Random random, Arena arena) throws IOException {
    List<Packet> found = new ArrayList<>();
    try (CaptureReader reader = CaptureFile.open(file)) {
      for (int i = 0; i < 2000 && reader.next(); i++) {
        if (reader.linkType() == linkType && reader.captured() <= 65_535) {
          byte[] bytes =
              reader
                  .memory()
                  .asSlice(reader.at(), reader.captured())
                  .toArray(ValueLayout.JAVA_BYTE);
          found.add(packet(bytes, reader.wire(), arena));
        }
      }
    } catch (IOException e) {
      // Some are broken on purpose: other tests are about that
    }
    Collections.shuffle(found, random);
    for (Packet packet : found.subList(0, Math.min(OF_ONE_CAPTURE, found.size()))) {
      all.add(packet);
      learn(packet.bytes.toArray(ValueLayout.JAVA_BYTE), linkType == 1 ? 14 : 0);
      all.add(damaged(packet, random, arena));
    }
  }

  private static Packet packet(byte[] bytes, int wire, Arena arena) {
    MemorySegment memory = arena.allocate(Math.max(1, bytes.length));
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return new Packet(memory, bytes.length, Math.max(wire, bytes.length));
  }

  /** Cut off somewhere in its headers, or with some of their bytes changed. */
  private static Packet damaged(Packet packet, Random random, Arena arena) {
    byte[] bytes = packet.bytes.asSlice(0, packet.captured).toArray(ValueLayout.JAVA_BYTE);
    if (random.nextBoolean()) {
      return packet(
          Arrays.copyOf(bytes, random.nextInt(Math.min(100, bytes.length) + 1)),
          packet.wire,
          arena);
    }
    for (int i = 0; i < 3 && bytes.length > 0; i++) {
      bytes[random.nextInt(Math.min(80, bytes.length))] = (byte) random.nextInt();
    }
    return packet(bytes, packet.wire, arena);
  }

  private void learn(byte[] bytes, int network) {
    if (network > 0 && bytes.length > 13) {
      macs.add(HexFormat.ofDelimiter(":").formatHex(bytes, 0, 6));
    }
    if (bytes.length > 17 && network > 0 && bytes[12] == (byte) 0x81) {
      vlans.add(u16(bytes, 14) & 0xfff);
    }
    if (bytes.length < network + 44) {
      return;
    }
    int version = bytes[network] >>> 4 & 0xf;
    int at = network + 12;
    if (version == 4) {
      ipv4.add(
          "%d.%d.%d.%d"
              .formatted(
                  bytes[at] & 0xff,
                  bytes[at + 1] & 0xff,
                  bytes[at + 2] & 0xff,
                  bytes[at + 3] & 0xff));
      ports.add(u16(bytes, network + 20));
      ports.add(u16(bytes, network + 22));
    } else if (version == 6) {
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < 16; i += 2) {
        groups.add(Integer.toHexString(u16(bytes, network + 8 + i)));
      }
      ipv6.add(String.join(":", groups));
    }
  }

  private static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  Expressions.Values values() {
    ipv4.add("10.0.0.7");
    ports.add(443);
    ipv6.add("fe80::1");
    macs.add("ff:ff:ff:ff:ff:ff");
    return new Expressions.Values(
        List.copyOf(ipv4),
        List.copyOf(ipv6),
        List.copyOf(macs),
        List.copyOf(ports),
        List.copyOf(vlans));
  }
}
