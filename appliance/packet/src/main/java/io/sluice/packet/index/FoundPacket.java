package io.sluice.packet.index;

import io.sluice.packet.capture.PacketSource;
import java.lang.foreign.MemorySegment;

/** A packet of a segment; valid until the next one is looked for. */
public interface FoundPacket {
  /** Where its bytes are. */
  MemorySegment memory();

  /** Where in {@link #memory()} it starts. */
  long at();

  /** Bytes that were captured. */
  int captured();

  /** Bytes that were on the wire. */
  int wire();

  /** Nanoseconds since 1970-01-01 UTC. */
  long nanos();

  /** The interface that it came by. */
  PacketSource source();

  /** Where in {@link #memory()} its Enhanced Packet Block starts. */
  long block();

  /** Of that block, in bytes. */
  int blockLength();
}
