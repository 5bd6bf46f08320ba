package io.sluice.node.xdp;

import io.sluice.node.tunnel.Tunnel;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The memory that one receive queue's frames are received into and sent from (a UMEM), with its
 * rings. All workers that serve the queue use it, each its own frames; the rings of empty and of
 * sent frames have one user at a time: whoever {@linkplain #enter enters}. None waits for another:
 * who finds it taken comes back after its next batch.
 */
final class FrameMemory implements AutoCloseable {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_POPULATE = 0x8022;

  /** What the kernel keeps free in front of each frame (XDP_PACKET_HEADROOM). */
  static final int HEADROOM = 256;

  private final int frames;
  private final int frameBytes;
  private final long base;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Tunnel[] tunnels;
  private final int[] lengths;
  private @Nullable ProducerRing fill;
  private @Nullable ConsumerRing completion;
  private boolean closed;

  /**
   * @param frames how many, a power of two
   * @param frameBytes 2048 or 4096
   */
  FrameMemory(int frames, int frameBytes) throws IOException {
    this.frames = frames;
    this.frameBytes = frameBytes;
    this.tunnels = new Tunnel[frames];
    this.lengths = new int[frames];
    long address = new Libc().map(bytes(), PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_POPULATE, -1, 0);
    if (address < 0 && address > -4096) {
      throw new IOException("there is no memory for AF_XDP: " + Libc.error(address));
    }
    base = address;
  }

  long base() {
    return base;
  }

  long bytes() {
    return (long) frames * frameBytes;
  }

  int frameBytes() {
    return frameBytes;
  }

  int frames() {
    return frames;
  }

  /** Gives every frame to the kernel to receive into. */
  void fill(ProducerRing empty, ConsumerRing sent) {
    fill = empty;
    completion = sent;
    for (int i = 0; i < frames; i++) {
      empty.put((long) i * frameBytes);
    }
    empty.publish();
  }

  /** Notes what a frame that will be sent counts as. */
  void note(long address, Tunnel tunnel, int payloadLength) {
    int frame = (int) (address / frameBytes);
    tunnels[frame] = tunnel;
    lengths[frame] = payloadLength;
  }

  Tunnel tunnel(long address) {
    return tunnels[(int) (address / frameBytes)];
  }

  int payloadLength(long address) {
    return lengths[(int) (address / frameBytes)];
  }

  /** The address a frame begins at: the kernel puts received bytes a little behind it. */
  private long start(long address) {
    return address & -frameBytes;
  }

  /** Takes the two rings if nobody has them. */
  boolean enter() {
    return !taken.getPlain() && taken.compareAndSet(false, true);
  }

  void leave() {
    taken.setRelease(false);
  }

  /** Gives the kernel a frame to receive into. Only after {@link #enter}. */
  void giveBack(long address) {
    // There is room: there are as many entries as frames
    if (empty().room() == 0) {
      empty().settle(empty().taken());
    }
    empty().put(start(address));
  }

  /** Only after {@link #enter}. */
  ProducerRing empty() {
    return Objects.requireNonNull(fill);
  }

  /** Only after {@link #enter}. */
  ConsumerRing sent() {
    return Objects.requireNonNull(completion);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      new Libc().unmap(base, bytes());
    }
  }
}
