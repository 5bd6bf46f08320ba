package io.sluice.it.fuzz;

import io.sluice.packet.Decoder;
import io.sluice.packet.FlowHash;
import io.sluice.packet.Layers;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TcpOptions;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.Verdict;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * The decoder over every link type, with fragments put together: the first byte says the link type,
 * packets follow, each with its length in front.
 */
public final class DecoderFuzz {
  private static final int TCP = 6;
  private static final int ETHERNET = 1;
  private static final Reassembly REASSEMBLY = new Reassembly(16, 1 << 18, Duration.ofSeconds(30));
  private static final Decoder DECODER = new Decoder(TunnelPorts.REGISTERED, REASSEMBLY);
  private static final Layers LAYERS = new Layers();
  private static final TcpOptions OPTIONS = new TcpOptions();

  private DecoderFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    REASSEMBLY.clear();
    // All values up to 255, and those above that are in use
    int linkType = input[0] & 0xff;
    List<MemorySegment> packets = Inputs.packets(input, 1);
    for (int i = 0; i < packets.size(); i++) {
      MemorySegment packet = packets.get(i);
      decode(packet, linkType, i * 1_000_000_000L);
      decode(packet, linkType + 256, i * 1_000_000_000L);
      if (linkType == ETHERNET) {
        LAYERS.parse(packet, 0, packet.byteSize());
        FlowHash.of(packet, LAYERS);
      }
    }
  }

  private static void decode(MemorySegment packet, int linkType, long nanos) {
    int captured = (int) packet.byteSize();
    Verdict verdict = DECODER.decode(packet, 0, captured, captured + 3, linkType, nanos);
    if (DECODER.network() != Layers.NONE) {
      Inputs.readable(DECODER.memory(), DECODER.network(), DECODER.end());
    }
    if (verdict != Verdict.OK || DECODER.transport() == Layers.NONE) {
      return;
    }
    Inputs.readable(DECODER.memory(), DECODER.transport(), DECODER.end());
    if (DECODER.transportLength() < 0) {
      throw new AssertionError("a length below 0: " + DECODER.transportLength());
    }
    if (DECODER.protocol() == TCP && DECODER.end() - DECODER.transport() >= 16) {
      OPTIONS.read(DECODER.memory(), DECODER.transport(), DECODER.end());
      for (int block = 0; block < OPTIONS.sackCount(); block++) {
        OPTIONS.sackLeft(block);
        OPTIONS.sackRight(block);
      }
    }
  }
}
