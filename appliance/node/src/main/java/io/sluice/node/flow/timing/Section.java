package io.sluice.node.flow.timing;

import io.sluice.node.flow.Flow;
import java.lang.foreign.MemorySegment;

/**
 * A cursor over the timing section of one row. Flags are kept here between {@link #on} and {@link
 * #close}.
 */
final class Section {
  private MemorySegment memory = MemorySegment.NULL;
  private long row;
  private int flags;

  Section on(Flow flow) {
    memory = flow.memory();
    row = flow.at();
    flags = Layout.i32(memory, row + Layout.FLAGS);
    return this;
  }

  void close() {
    Layout.put32(memory, row + Layout.FLAGS, flags);
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where something stands in {@link #memory()}, for what reads and writes itself. */
  long at(int offset) {
    return row + offset;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Whether the flag of this direction is set; {@code flag} is that of a. */
  boolean has(int flag, int direction) {
    return (flags & (flag << direction)) != 0;
  }

  void set(int flag) {
    flags |= flag;
  }

  void set(int flag, int direction) {
    flags |= flag << direction;
  }

  void clear(int flag) {
    flags &= ~flag;
  }

  void clear(int flag, int direction) {
    flags &= ~(flag << direction);
  }

  /** The direction in which the client sends. */
  int client() {
    return has(Flags.CLIENT_IS_B) ? Flow.BA : Flow.AB;
  }

  void client(int direction) {
    clear(Flags.CLIENT_IS_B);
    set(direction == Flow.BA ? Flags.CLIENT_IS_B : 0);
  }

  int next(int direction) {
    return Layout.i32(memory, row + Layout.NEXT + 4L * direction);
  }

  void next(int direction, int number) {
    Layout.put32(memory, row + Layout.NEXT + 4L * direction, number);
    set(Flags.NEXT_A, direction);
  }

  long newest(int direction) {
    return Layout.u40(memory, row + Layout.NEWEST + 5L * direction);
  }

  void newest(int direction, long tick) {
    Layout.put40(memory, row + Layout.NEWEST + 5L * direction, tick);
  }

  long probeTime() {
    return Layout.u40(memory, row + Layout.PROBE_TIME);
  }

  /** The lower 24 bits of the timed segment's end, or of its timestamp. */
  int probeNumber() {
    return Layout.u24(memory, row + Layout.PROBE_NUMBER);
  }

  void probe(int number, long tick) {
    Layout.put40(memory, row + Layout.PROBE_TIME, tick);
    Layout.put24(memory, row + Layout.PROBE_NUMBER, number);
  }

  long serverHandshake() {
    return Compact.EXACT.decode(Layout.i32(memory, row + Layout.SERVER_HANDSHAKE) & 0xffff_ffffL);
  }

  void serverHandshake(long nanos) {
    Layout.put32(memory, row + Layout.SERVER_HANDSHAKE, Compact.EXACT.encode(nanos));
  }

  long clientHandshake() {
    return Compact.EXACT.decode(Layout.i32(memory, row + Layout.CLIENT_HANDSHAKE) & 0xffff_ffffL);
  }

  void clientHandshake(long nanos) {
    Layout.put32(memory, row + Layout.CLIENT_HANDSHAKE, Compact.EXACT.encode(nanos));
  }

  /** Adds a duration to the sum that stands at {@code offset}. */
  void addTo(int offset, long nanos, long chance) {
    long at = row + offset;
    Layout.put24(memory, at, Compact.SUM.add(Layout.u24(memory, at), nanos, chance));
  }

  long sum(int offset) {
    return Compact.SUM.decode(Layout.u24(memory, row + offset));
  }

  /** One more of what is counted in two bytes at {@code offset}. */
  void count(int offset, long chance) {
    long at = row + offset;
    Layout.put16(memory, at, Compact.COUNT.add(Layout.u16(memory, at), 1, chance));
  }

  long counted(int offset) {
    return Compact.COUNT.decode(Layout.u16(memory, row + offset));
  }

  /** One more of what is counted in one byte at {@code offset}. */
  void countRare(int offset, long chance) {
    long at = row + offset;
    Layout.put8(memory, at, Compact.SMALL_COUNT.add(Layout.u8(memory, at), 1, chance));
  }

  long countedRare(int offset) {
    return Compact.SMALL_COUNT.decode(Layout.u8(memory, row + offset));
  }

  /** Of the round trips of data that goes in this direction. */
  long roundTrips(int direction) {
    return row + Layout.ROUND_TRIPS + (long) direction * Samples.ROUND_TRIPS.size();
  }

  /** Of a code of {@link Compact#ROUGH}. */
  long rough(int offset) {
    return Compact.ROUGH.decode(Layout.u16(memory, row + offset));
  }

  void rough(int offset, long nanos) {
    Layout.put16(memory, row + offset, Compact.ROUGH.encode(nanos));
  }

  /** Of the last segment in this direction, in 24 bits. */
  int identity(int direction) {
    return Layout.u24(memory, row + Layout.LAST_IDENTITY + 3L * direction);
  }

  void identity(int direction, int identity) {
    Layout.put24(memory, row + Layout.LAST_IDENTITY + 3L * direction, identity);
  }

  int u8(int offset) {
    return Layout.u8(memory, row + offset);
  }

  void u8(int offset, int value) {
    Layout.put8(memory, row + offset, value);
  }

  int u16(int offset) {
    return Layout.u16(memory, row + offset);
  }

  void u16(int offset, int value) {
    Layout.put16(memory, row + offset, value);
  }
}
