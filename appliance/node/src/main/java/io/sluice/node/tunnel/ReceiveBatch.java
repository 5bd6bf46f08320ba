package io.sluice.node.tunnel;

import io.sluice.node.linux.Layouts;
import io.sluice.node.linux.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Room for the datagrams that one call to recvmmsg(2) brings. A lane has one for all of its
 * sockets: what it holds is handled and sent on before the next call.
 */
final class ReceiveBatch {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt ADDRESS =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong ADDRESS_PART =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int CACHE_LINE = 64;
  private static final int NAME = 32;

  private final int capacity;
  private final boolean six;
  private final long stride;
  private final MemorySegment headers;
  private final MemorySegment names;
  private final MemorySegment data;

  /**
   * @param capacity datagrams at most
   * @param bufferLength room for each, in bytes
   * @param six whether the sockets are IPv6 ones
   */
  ReceiveBatch(int capacity, int bufferLength, boolean six) {
    this.capacity = capacity;
    this.six = six;
    // An odd number of cache lines: with a power of two, headers would share few of the cache's
    // sets
    this.stride = ((bufferLength + CACHE_LINE - 1) / CACHE_LINE | 1L) * CACHE_LINE;
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) capacity * Layouts.MMSGHDR, CACHE_LINE);
    names = arena.allocate((long) capacity * NAME, CACHE_LINE);
    data = arena.allocate(capacity * stride, CACHE_LINE);
    MemorySegment vectors = arena.allocate((long) capacity * Layouts.IOVEC, CACHE_LINE);
    for (int i = 0; i < capacity; i++) {
      long vector = (long) i * Layouts.IOVEC;
      vectors.set(LONG, vector + Layouts.IOV_BASE, data.address() + i * stride);
      vectors.set(LONG, vector + Layouts.IOV_LENGTH, bufferLength);
      long header = (long) i * Layouts.MMSGHDR;
      headers.set(LONG, header + Layouts.MSG_NAME, names.address() + (long) i * NAME);
      headers.set(INT, header + Layouts.MSG_NAME_LENGTH, Layouts.SOCKADDR_IN6);
      headers.set(LONG, header + Layouts.MSG_IOV, vectors.address() + vector);
      headers.set(LONG, header + Layouts.MSG_IOV_LENGTH, 1);
    }
  }

  /** Receives without waiting; how many datagrams, or minus the errno. */
  int receive(Sockets calls, int fd) {
    return calls.receive(fd, headers.address(), capacity, 0);
  }

  /** The datagrams at most that one call brings. */
  int capacity() {
    return capacity;
  }

  /** What all payloads are in. */
  MemorySegment data() {
    return data;
  }

  /** Where a datagram's payload starts in {@link #data()}. */
  long at(int index) {
    return index * stride;
  }

  /** Of the payload, in bytes; one that did not fit has the whole buffer's length. */
  int length(int index) {
    return headers.get(INT, (long) index * Layouts.MMSGHDR + Layouts.MSG_LENGTH);
  }

  /** The sender's address, as {@link Addresses} has it. */
  long high(int index) {
    return six ? names.get(ADDRESS_PART, (long) index * NAME + Layouts.SIN6_ADDR) : 0;
  }

  long low(int index) {
    long name = (long) index * NAME;
    return six
        ? names.get(ADDRESS_PART, name + Layouts.SIN6_ADDR + Long.BYTES)
        : Addresses.mapped(names.get(ADDRESS, name + Layouts.SIN_ADDR));
  }

  /** The sender's UDP port. */
  int port(int index) {
    return names.get(PORT, (long) index * NAME + Layouts.SIN_PORT) & 0xffff;
  }
}
