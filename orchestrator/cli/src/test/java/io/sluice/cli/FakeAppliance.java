package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.terminal.Json;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An appliance's search desk, played by hand: each word is one object in the mailbox. */
final class FakeAppliance {
  /** Second 0 of all stamps in these tests. */
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final String machine;
  private final FakeObjects objects;
  final List<String> segments = new ArrayList<>();
  long clockAheadMillis;

  /** Second at which its oldest segment began; negative where it has none. */
  double oldest = -1;

  int chunks;
  long packets;

  FakeAppliance(FakeObjects objects, String machine) {
    this.objects = objects;
    this.machine = machine;
  }

  /** The only request that stands; missing where there is none. */
  static JsonNode request(FakeObjects objects) {
    FakeObjects.Kept kept = objects.kept.get("search/requests.json");
    try {
      return kept == null
          ? Json.object().path("none")
          : Json.MAPPER.readTree(kept.bytes()).path("requests").path(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String folder() {
    return "search/" + request(objects).path("id").asText() + "/" + machine + "/";
  }

  /** A chunk of packets, one at each second given. */
  void chunk(double... seconds) {
    objects.lay(folder() + "%06d.pcapng".formatted(chunks++), pcapng("external", 901, seconds));
    packets += seconds.length;
  }

  /** A file of packets: each carries its second as text. */
  static byte[] pcapng(String tunnel, int vni, double... seconds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(bytes), "appliance test")) {
      int source = writer.source(PacketSource.of(tunnel, vni, 1));
      for (double second : seconds) {
        byte[] packet = packet(second);
        long nanos = nanos(second);
        writer.packet(
            source, nanos, MemorySegment.ofArray(packet), 0, packet.length, packet.length, 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An Ethernet frame of no known protocol. */
  static byte[] packet(double second) {
    byte[] text = Double.toString(second).getBytes(StandardCharsets.US_ASCII);
    byte[] packet = new byte[14 + text.length];
    packet[12] = (byte) 0x88;
    packet[13] = (byte) 0xb5;
    System.arraycopy(text, 0, packet, 14, text.length);
    return packet;
  }

  static long nanos(double second) {
    return START.getEpochSecond() * 1_000_000_000L + Math.round(second * 1e9);
  }

  /** An answer. Through what second all is in the chunks is left out where negative. */
  void answer(String state, double through) {
    answer(state, through, "");
  }

  void answer(String state, double through, String problem) {
    ObjectNode answer =
        Json.object()
            .put("id", request(objects).path("id").asText())
            .put("machine", machine)
            .put("state", state)
            .put("written", Instant.now().toString())
            .put("clockAheadMillis", clockAheadMillis)
            .put("chunks", chunks)
            .put("packets", packets)
            .put("problem", problem);
    if (through >= 0) {
      answer.put("through", Instant.ofEpochSecond(0, nanos(through)).toString());
    }
    if (oldest >= 0) {
      answer.put("oldest", Instant.ofEpochSecond(0, nanos(oldest)).toString());
    }
    segments.forEach(answer.withArray("segments")::add);
    say(answer);
  }

  /** Any document as its answer. */
  void say(JsonNode answer) {
    objects.lay(folder() + "answer.json", answer.toPrettyString().getBytes(StandardCharsets.UTF_8));
  }
}
