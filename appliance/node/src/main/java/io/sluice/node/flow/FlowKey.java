package io.sluice.node.flow;

import io.sluice.packet.Decoder;
import io.sluice.packet.KeyedHash;
import java.lang.foreign.MemorySegment;

/**
 * What makes packets one flow: both ends, the protocol, and, where a flow is not a stream as tshark
 * has it, VLAN and VNI. A cursor set for each packet; equal in both directions.
 */
final class FlowKey {
  private final boolean tags;
  private final KeyedHash hash = new KeyedHash();
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int sourcePort;
  private int destinationPort;
  private int protocol;
  private int version;
  private int vlan;
  private int vni;

  /**
   * @param tags whether VLAN and VNI belong to the key
   */
  FlowKey(boolean tags) {
    this.tags = tags;
  }

  /** The key of {@code packet}, which must have an IP header. */
  FlowKey of(Decoder packet) {
    sourceHigh = packet.sourceHigh();
    sourceLow = packet.sourceLow();
    destinationHigh = packet.destinationHigh();
    destinationLow = packet.destinationLow();
    sourcePort = packet.sourcePort();
    destinationPort = packet.destinationPort();
    protocol = packet.protocol();
    version = packet.ipVersion();
    vlan = packet.vlan() + 1;
    vni = packet.vni() + 1;
    return this;
  }

  /** The key of a row, to find its slot again. */
  FlowKey of(MemorySegment rows, long at) {
    sourceHigh = Row.i64(rows, at + Row.A_HIGH);
    sourceLow = Row.i64(rows, at + Row.A_LOW);
    destinationHigh = Row.i64(rows, at + Row.B_HIGH);
    destinationLow = Row.i64(rows, at + Row.B_LOW);
    sourcePort = Row.u16(rows, at + Row.A_PORT);
    destinationPort = Row.u16(rows, at + Row.B_PORT);
    protocol = Row.u8(rows, at + Row.PROTOCOL);
    version = Row.u8(rows, at + Row.VERSION);
    vlan = Row.u16(rows, at + Row.VLAN);
    vni = Row.i32(rows, at + Row.VNI);
    return this;
  }

  /** Writes the key into a row; a is the packet's sender. */
  void write(MemorySegment rows, long at) {
    Row.put64(rows, at + Row.A_HIGH, sourceHigh);
    Row.put64(rows, at + Row.A_LOW, sourceLow);
    Row.put64(rows, at + Row.B_HIGH, destinationHigh);
    Row.put64(rows, at + Row.B_LOW, destinationLow);
    Row.put16(rows, at + Row.A_PORT, sourcePort);
    Row.put16(rows, at + Row.B_PORT, destinationPort);
    Row.put8(rows, at + Row.PROTOCOL, protocol);
    Row.put8(rows, at + Row.VERSION, version);
    Row.put16(rows, at + Row.VLAN, vlan);
    Row.put32(rows, at + Row.VNI, vni);
  }

  /** {@link Flow#AB}, {@link Flow#BA}, or -1 when the row is another flow's. */
  int direction(MemorySegment rows, long at) {
    if (Row.u8(rows, at + Row.PROTOCOL) != protocol
        || Row.u8(rows, at + Row.VERSION) != version
        || (tags && (Row.u16(rows, at + Row.VLAN) != vlan || Row.i32(rows, at + Row.VNI) != vni))) {
      return -1;
    }
    int aPort = Row.u16(rows, at + Row.A_PORT);
    int bPort = Row.u16(rows, at + Row.B_PORT);
    long aLow = Row.i64(rows, at + Row.A_LOW);
    long bLow = Row.i64(rows, at + Row.B_LOW);
    long aHigh = Row.i64(rows, at + Row.A_HIGH);
    long bHigh = Row.i64(rows, at + Row.B_HIGH);
    if (aPort == sourcePort
        && bPort == destinationPort
        && aLow == sourceLow
        && bLow == destinationLow
        && aHigh == sourceHigh
        && bHigh == destinationHigh) {
      return Flow.AB;
    }
    return aPort == destinationPort
            && bPort == sourcePort
            && aLow == destinationLow
            && bLow == sourceLow
            && aHigh == destinationHigh
            && bHigh == sourceHigh
        ? Flow.BA
        : -1;
  }

  long hash() {
    hash.start();
    long ports = (long) sourcePort << 16 | destinationPort;
    long low = sourceLow;
    long otherLow = destinationLow;
    long high = sourceHigh;
    long otherHigh = destinationHigh;
    if (swapped()) {
      ports = (long) destinationPort << 16 | sourcePort;
      low = destinationLow;
      otherLow = sourceLow;
      high = destinationHigh;
      otherHigh = sourceHigh;
    }
    if (version == 4) {
      hash.word(low << 32 | otherLow);
    } else {
      hash.word(low).word(otherLow).word(high).word(otherHigh);
    }
    hash.word(ports << 16 | protocol << 8 | version);
    if (tags && (vlan != 0 || vni != 0)) {
      hash.word((long) vlan << 32 | vni);
    }
    return hash.end();
  }

  private boolean swapped() {
    int order = Long.compare(sourceHigh, destinationHigh);
    if (order == 0) {
      order = Long.compare(sourceLow, destinationLow);
    }
    return order == 0 ? sourcePort > destinationPort : order > 0;
  }
}
