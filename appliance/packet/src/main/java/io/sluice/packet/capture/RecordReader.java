package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What readers of both formats share: byte order, the current packet, and how reading ends. */
abstract class RecordReader implements CaptureReader {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** wiretap's limit for a packet of most link types, which keeps damage from looking like one. */
  private static final int LARGEST = 1 << 18;

  private static final int LARGEST_OF_BUSES = 1 << 27;

  final Supply supply;
  final List<String> warnings = new ArrayList<>();
  boolean bigEndian;
  long packetAt;
  int captured;
  int wire;
  long nanos;
  int linkType;
  private boolean ended;

  RecordReader(Supply supply) {
    this.supply = supply;
  }

  /** One step of {@link #next}, not called after the end. */
  abstract boolean step() throws IOException;

  @Override
  public final boolean next() throws IOException {
    return !ended && step();
  }

  /** A LINKTYPE_ value for what also stands in files as a BSD's DLT_ value. */
  static int linkType(int type) {
    return type == 12 || type == 14 ? 101 : type;
  }

  /** The longest packet to believe in, in bytes (D-Bus, USBPcap and EBHSCR have long ones). */
  static int largest(int linkType) {
    return linkType == 231 || linkType == 249 || linkType == 279 ? LARGEST_OF_BUSES : LARGEST;
  }

  final int u16(long at) {
    short value = supply.memory.get(SHORT, at);
    return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
  }

  final int i32(long at) {
    int value = supply.memory.get(INT, at);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  final long u32(long at) {
    return i32(at) & 0xffff_ffffL;
  }

  final void length(int captured, long wire) {
    this.captured = captured;
    this.wire = (int) Math.min(wire, Integer.MAX_VALUE);
  }

  /** Ends reading here; {@code sentence} says why, and where. */
  final boolean stop(String sentence) {
    ended = true;
    warnings.add(sentence);
    return false;
  }

  /** There are too few bytes for what comes next. */
  final boolean outOfBytes(String what) {
    if (supply.waiting()) {
      return false;
    }
    String trouble = supply.trouble();
    if (trouble != null) {
      return stop(trouble);
    }
    if (supply.at < supply.end) {
      return stop(
          "The file is cut off within %s that starts at byte %d".formatted(what, supply.offset()));
    }
    ended = true;
    return false;
  }

  @Override
  public final MemorySegment memory() {
    return supply.memory;
  }

  @Override
  public final long at() {
    return packetAt;
  }

  @Override
  public final int captured() {
    return captured;
  }

  @Override
  public final int wire() {
    return wire;
  }

  @Override
  public final long nanos() {
    return nanos;
  }

  @Override
  public final int linkType() {
    return linkType;
  }

  @Override
  public final List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public final void close() throws IOException {
    ended = true;
    supply.close();
  }
}
