package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.FlowKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns captured frames into conversations with the frontend as their server. The sender of a
 * flow's first packet is the client. The server's address is rewritten, its port only where the
 * frontend does not serve it, and checksums are put right. Order within a conversation is kept,
 * timing is not: an answer is sent when what came before it has arrived. IPv6, fragments, what is
 * neither TCP nor UDP, and frames above 9,000 bytes are skipped and counted.
 */
final class PcapScripts {
  private static final int LARGEST = 9_000;

  private record Ends(int source, int sourcePort, int target, int targetPort, int protocol) {
    private Ends reversed() {
      return new Ends(target, targetPort, source, sourcePort, protocol);
    }
  }

  private final int server;
  private final @Nullable Integer client;
  private final List<Integer> served;
  private final Skipped skipped;
  private final Map<Ends, Script> scripts = new LinkedHashMap<>();
  private final Set<FlowKey> used = new HashSet<>();

  /**
   * @param served ports of the frontend's rules; 0 means all
   */
  PcapScripts(String publicIp, List<Integer> served, Skipped skipped) {
    this(publicIp, null, served, skipped);
  }

  /**
   * @param clientIp what every client's address becomes, or null to keep them
   */
  PcapScripts(String serverIp, @Nullable String clientIp, List<Integer> served, Skipped skipped) {
    this.server = Frames.address(serverIp);
    this.client = clientIp == null ? null : Frames.address(clientIp);
    this.served = served;
    this.skipped = skipped;
  }

  List<Script> of(List<byte[]> frames) {
    frames.forEach(this::add);
    return List.copyOf(scripts.values());
  }

  private void add(byte[] captured) {
    String why = unfit(captured);
    if (!why.isEmpty()) {
      skipped.count(why);
      return;
    }
    ByteBuffer view = ByteBuffer.wrap(captured);
    // Ethernet pads short frames; the packet ends where IPv4 says
    int length = Frames.ETHERNET + (view.getShort(Frames.ETHERNET + 2) & 0xffff);
    byte[] frame = Arrays.copyOf(captured, length);
    int transport = transport(captured);
    Ends ends =
        new Ends(
            view.getInt(Frames.ETHERNET + 12),
            view.getShort(transport) & 0xffff,
            view.getInt(Frames.ETHERNET + 16),
            view.getShort(transport + 2) & 0xffff,
            captured[Frames.ETHERNET + 9]);
    Script script = scripts.get(ends.reversed());
    Direction direction = script == null ? Direction.TO_SERVER : Direction.TO_CLIENT;
    if (script == null) {
      script = scripts.computeIfAbsent(ends, e -> new Script(key(e), new ArrayList<>()));
    }
    rewrite(frame, transport, script.key(), direction);
    script.steps().add(new Script.Step(direction, frame));
  }

  private static String unfit(byte[] frame) {
    ByteBuffer view = ByteBuffer.wrap(frame);
    if (frame.length < Frames.ETHERNET + 20
        || view.getShort(12) != 0x0800
        || (frame[Frames.ETHERNET] & 0xf0) != 0x40) {
      return "not-ipv4";
    }
    if ((view.getShort(Frames.ETHERNET + 6) & 0x3fff) != 0) {
      return "fragment";
    }
    int protocol = frame[Frames.ETHERNET + 9];
    if (protocol != 6 && protocol != 17) {
      return "not-tcp-or-udp";
    }
    int length = Frames.ETHERNET + (view.getShort(Frames.ETHERNET + 2) & 0xffff);
    int transportHeader = protocol == 6 ? 20 : 8;
    if (length > frame.length || transport(frame) + transportHeader > length) {
      return "damaged";
    }
    return length > LARGEST ? "too-large" : "";
  }

  private static int transport(byte[] frame) {
    return Frames.ETHERNET + (frame[Frames.ETHERNET] & 0x0f) * 4;
  }

  // two servers of the capture become one, so two flows may need different client ports
  private FlowKey key(Ends ends) {
    int port =
        served.contains(0) || served.contains(ends.targetPort) || served.isEmpty()
            ? ends.targetPort
            : served.getFirst();
    int from = client == null ? ends.source : client;
    int clientPort = ends.sourcePort;
    FlowKey key = new FlowKey(from, clientPort, server, port, ends.protocol);
    while (!used.add(key)) {
      clientPort = clientPort % 65_535 + 1;
      key = new FlowKey(from, clientPort, server, port, ends.protocol);
    }
    return key;
  }

  private static void rewrite(byte[] frame, int transport, FlowKey key, Direction direction) {
    ByteBuffer view = ByteBuffer.wrap(frame);
    boolean toServer = direction == Direction.TO_SERVER;
    int source = toServer ? Frames.ETHERNET + 12 : Frames.ETHERNET + 16;
    int target = toServer ? Frames.ETHERNET + 16 : Frames.ETHERNET + 12;
    view.putInt(source, key.client()).putInt(target, key.server());
    view.putShort(toServer ? transport : transport + 2, (short) key.clientPort());
    view.putShort(toServer ? transport + 2 : transport, (short) key.serverPort());
    Frames.checksums(frame);
  }
}
