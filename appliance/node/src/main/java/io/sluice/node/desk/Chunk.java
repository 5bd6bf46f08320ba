package io.sluice.node.desk;

import io.sluice.packet.capture.PcapngBlocks;
import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.index.FoundPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.jspecify.annotations.Nullable;

/** A pcapng file being put together in memory, and once more when it was taken. For one thread. */
final class Chunk implements AutoCloseable {
  private final String program;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable PcapngWriter writer;
  private long packets;
  private long since;
  private long last;

  /**
   * @param program who writes it
   */
  Chunk(String program) {
    this.program = program;
  }

  boolean isEmpty() {
    return packets == 0;
  }

  long packets() {
    return packets;
  }

  /** Stamp of the last packet. */
  long last() {
    return last;
  }

  /** How long the first packet has been waiting. */
  long waitingNanos() {
    return packets == 0 ? 0 : System.nanoTime() - since;
  }

  /** Bytes that the file would have with another packet; a new interface included. */
  long sizeWith(FoundPacket packet) {
    long now = writer == null ? PcapngBlocks.LONGEST_DESCRIPTION : writer.size();
    return now + PcapngBlocks.LONGEST_DESCRIPTION + packet.blockLength();
  }

  void add(FoundPacket packet) throws IOException {
    PcapngWriter out = writer;
    if (out == null) {
      out = new PcapngWriter(Channels.newChannel(bytes), program);
      writer = out;
    }
    if (packets++ == 0) {
      since = System.nanoTime();
    }
    last = packet.nanos();
    out.block(out.source(packet.source()), packet.memory(), packet.block(), packet.blockLength());
  }

  /** The whole file; the next packet begins another. */
  byte[] take() throws IOException {
    close();
    byte[] file = bytes.toByteArray();
    bytes.reset();
    packets = 0;
    return file;
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
