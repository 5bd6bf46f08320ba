package io.sluice.packet.index;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes found packets as one pcapng file, each with its interface, options and comments. */
public final class PcapngSink implements PacketSink {
  private final PcapngWriter writer;
  private @Nullable PacketSource last;
  private int number;

  public PcapngSink(PcapngWriter writer) {
    this.writer = writer;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one instance for all packets of a segment's interface
  public boolean packet(FoundPacket packet) throws IOException {
    PacketSource source = packet.source();
    if (source != last) {
      number = writer.source(source);
      last = source;
    }
    writer.block(number, packet.memory(), packet.block(), packet.blockLength());
    return true;
  }
}
