package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Packets of one capture file in file order. A cursor: {@link #next} moves it and allocates nothing
 * for each packet. One thread's own.
 */
public interface CaptureReader extends AutoCloseable {

  /**
   * Moves to the next packet.
   *
   * @return false at the end, also where damage makes it impossible to read on; {@link #warnings}
   *     then says so
   */
  boolean next() throws IOException;

  /** Where the packet's bytes are; may change with each packet. */
  MemorySegment memory();

  /** Where in {@link #memory()} the packet starts. */
  long at();

  /** Bytes that were captured. */
  int captured();

  /** Bytes that were on the wire. */
  int wire();

  /** Nanoseconds since 1970-01-01 UTC. */
  long nanos();

  /** A LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). */
  int linkType();

  /** What was wrong with the file so far, each a sentence with the byte offset. */
  List<String> warnings();

  @Override
  void close() throws IOException;
}
