package io.sluice.node.xdp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * An AF_XDP socket (<a href="https://docs.kernel.org/networking/af_xdp.html">the kernel's
 * page</a>): one worker's, on one receive queue of one interface. Needs CAP_NET_RAW.
 */
final class XdpSocket implements AutoCloseable {
  private static final int AF_XDP = 44;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SOL_XDP = 283;
  private static final int MSG_DONTWAIT = 0x40;

  private static final int MMAP_OFFSETS = 1;
  private static final int RX_RING = 2;
  private static final int TX_RING = 3;
  private static final int UMEM_REG = 4;
  private static final int FILL_RING = 5;
  private static final int COMPLETION_RING = 6;
  private static final int STATISTICS = 7;
  private static final int OPTIONS = 8;
  private static final int MAX_TX_BUDGET = 9; // since Linux 6.17

  private static final long PAGE_RX = 0;
  private static final long PAGE_TX = 0x8000_0000L;
  private static final long PAGE_FILL = 0x1_0000_0000L;
  private static final long PAGE_COMPLETION = 0x1_8000_0000L;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;

  private static final int ADDRESS_BYTES = 8;
  private static final int DESCRIPTOR_BYTES = 16;

  /** What waits to be sent is bounded by the ring; this only must not be smaller than it. */
  private static final int SEND_BUFFER = 64 << 20;

  private final Libc libc = new Libc();
  private final Arena arena = Arena.ofShared();
  private final int file;
  private final MemorySegment statistics = arena.allocate(48, 8);
  private final MemorySegment statisticsLength = arena.allocate(4, 4);

  private static final int SHARED_UMEM = 1;
  private static final int COPY = 1 << 1;
  private static final int OPTIONS_ZEROCOPY = 1;
  private static final int USE_NEED_WAKEUP = 1 << 3;

  /**
   * @throws IOException when the kernel has no such sockets, or we may not have one
   */
  XdpSocket() throws IOException {
    file = checked(libc.socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC), "an AF_XDP socket cannot be made");
  }

  int file() {
    return file;
  }

  private static int checked(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": " + Libc.error(result));
    }
    return result;
  }

  private void option(int name, int value) throws IOException {
    try (Arena local = Arena.ofConfined()) {
      checked(
          libc.setOption(file, SOL_XDP, name, local.allocateFrom(ValueLayout.JAVA_INT, value)),
          "an AF_XDP socket's ring of %d entries cannot be made".formatted(value));
    }
  }

  /** Registers memory for frames; the first socket of a queue does. */
  void register(FrameMemory memory) throws IOException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment registration = local.allocate(32, 8);
      registration.set(ValueLayout.JAVA_LONG, 0, memory.base());
      registration.set(ValueLayout.JAVA_LONG, 8, memory.bytes());
      registration.set(ValueLayout.JAVA_INT, 16, memory.frameBytes());
      // Kernels before 6.8 take no more than this
      checked(
          libc.setOption(file, SOL_XDP, UMEM_REG, registration.asSlice(0, 28)),
          "%d MiB cannot be locked for AF_XDP".formatted(memory.bytes() >> 20));
    }
  }

  ProducerRing fillRing(int entries) throws IOException {
    option(FILL_RING, entries);
    return new ProducerRing(ring(2, PAGE_FILL, ADDRESS_BYTES, entries));
  }

  ConsumerRing completionRing(int entries) throws IOException {
    option(COMPLETION_RING, entries);
    return new ConsumerRing(ring(3, PAGE_COMPLETION, ADDRESS_BYTES, entries));
  }

  ConsumerRing receiveRing(int entries) throws IOException {
    option(RX_RING, entries);
    return new ConsumerRing(ring(0, PAGE_RX, DESCRIPTOR_BYTES, entries));
  }

  ProducerRing sendRing(int entries) throws IOException {
    option(TX_RING, entries);
    try (Arena local = Arena.ofConfined()) {
      // Both only make batches larger; without them it works
      libc.setOption(file, SOL_XDP, MAX_TX_BUDGET, local.allocateFrom(ValueLayout.JAVA_INT, 256));
      libc.setOption(
          file, SOL_SOCKET, SO_SNDBUFFORCE, local.allocateFrom(ValueLayout.JAVA_INT, SEND_BUFFER));
    }
    return new ProducerRing(ring(1, PAGE_TX, DESCRIPTOR_BYTES, entries));
  }

  /**
   * @param which place among the kernel's offsets: receive, send, fill, completion
   */
  @SuppressWarnings("restricted") // the kernel's answer says how long the mapping is
  private RingMemory ring(int which, long page, int entryBytes, int entries) throws IOException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment offsets = local.allocate(128, 8);
      MemorySegment length = local.allocateFrom(ValueLayout.JAVA_INT, 128);
      checked(
          libc.getOption(file, SOL_XDP, MMAP_OFFSETS, offsets, length),
          "an AF_XDP socket's rings cannot be found");
      if (length.get(ValueLayout.JAVA_INT, 0) != 128) {
        throw new IOException("AF_XDP of this kernel is older than Linux 5.4");
      }
      long at = which * 32L;
      long first = offsets.get(ValueLayout.JAVA_LONG, at + 16);
      long bytes = first + (long) entries * entryBytes;
      long address = libc.map(bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, file, page);
      if (address < 0 && address > -4096) {
        throw new IOException("an AF_XDP socket's rings cannot be mapped: " + Libc.error(address));
      }
      return new RingMemory(
          MemorySegment.ofAddress(address)
              .reinterpret(bytes, arena, mapping -> new Libc().unmap(mapping.address(), bytes)),
          offsets.get(ValueLayout.JAVA_LONG, at),
          offsets.get(ValueLayout.JAVA_LONG, at + 8),
          offsets.get(ValueLayout.JAVA_LONG, at + 24),
          first,
          entryBytes,
          entries);
    }
  }

  /**
   * Binds to a receive queue.
   *
   * @param copy whether frames must be copied; otherwise the card writes into the memory if it can
   * @param first the queue's first socket, whose memory is shared; null if this is the first
   */
  void bind(Card card, int queue, boolean copy, @Nullable XdpSocket first) throws IOException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment address = local.allocate(16, 4);
      int flags = first == null ? (copy ? COPY : 0) | USE_NEED_WAKEUP : SHARED_UMEM;
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_XDP);
      address.set(ValueLayout.JAVA_SHORT, 2, (short) flags);
      address.set(ValueLayout.JAVA_INT, 4, card.index());
      address.set(ValueLayout.JAVA_INT, 8, queue);
      address.set(ValueLayout.JAVA_INT, 12, first == null ? 0 : first.file);
      checked(
          libc.bind(file, address),
          "an AF_XDP socket cannot be bound to queue %d of %s".formatted(queue, card.name()));
    }
  }

  /** Whether the card writes into the memory by itself; only once bound. */
  boolean isZeroCopy() throws IOException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment flags = local.allocate(4, 4);
      checked(
          libc.getOption(
              file, SOL_XDP, OPTIONS, flags, local.allocateFrom(ValueLayout.JAVA_INT, 4)),
          "an AF_XDP socket does not tell how it works");
      return (flags.get(ValueLayout.JAVA_INT, 0) & OPTIONS_ZEROCOPY) != 0;
    }
  }

  /** Has the kernel send what the send ring has: 0 or a negative errno. Only by the worker. */
  int kick() {
    return libc.kick(file, MSG_DONTWAIT);
  }

  /** Frames that were this socket's and were lost for want of room, in its ring or its memory. */
  synchronized long lost() {
    if (!arena.scope().isAlive()) {
      return 0;
    }
    statisticsLength.set(ValueLayout.JAVA_INT, 0, 48);
    if (new Libc().getOption(file, SOL_XDP, STATISTICS, statistics, statisticsLength) < 0) {
      return 0;
    }
    // rx_dropped and rx_ring_full; a frame of the first kind also counts as "fill ring empty"
    return statistics.get(ValueLayout.JAVA_LONG, 0) + statistics.get(ValueLayout.JAVA_LONG, 24);
  }

  /** Only when no thread uses the rings any more. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      libc.close(file);
      arena.close();
    }
  }
}
