package io.sluice.node.xdp;

import io.sluice.node.linux.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The kernel's side of one receive queue: receives, sends and gives frames back when told to. */
final class PlayedKernel implements AutoCloseable {
  private static final int FRAME = 2_048;

  private final FrameMemory memory;
  private final KernelRing fill;
  private final KernelRing completion;
  private final MemorySegment all;
  private final Deque<Long> sending = new ArrayDeque<>();
  private final List<byte[]> sent = new ArrayList<>();
  private int takes = Integer.MAX_VALUE;
  private int drops;

  /** A worker's socket. */
  final class Socket {
    private final KernelRing received = new KernelRing(memory.frames(), 16);
    private final KernelRing toSend;

    Socket(int sendEntries) {
      toSend = new KernelRing(sendEntries, 16);
    }

    XdpLane lane(RouteTable routes, io.sluice.node.tunnel.Worker worker) {
      toSend.flag(1);
      return new XdpLane(
          this::kick,
          memory,
          new ConsumerRing(received.memory()),
          new ProducerRing(toSend.memory()),
          routes,
          worker);
    }

    /** Receives a frame; false if there is no empty one for it. */
    boolean receive(byte[] frame) {
      if (fill.ready() == 0 || received.room() == 0) {
        return false;
      }
      long address = fill.takeAddress() + FrameMemory.HEADROOM;
      MemorySegment.copy(frame, 0, all, ValueLayout.JAVA_BYTE, address, frame.length);
      received.give(address, frame.length);
      return true;
    }

    private int kick() {
      while (toSend.ready() > 0) {
        if (takes == 0) {
          return -Errno.EAGAIN;
        }
        takes--;
        long address = toSend.takeAddress();
        byte[] frame = new byte[toSend.takenLength()];
        MemorySegment.copy(all, ValueLayout.JAVA_BYTE, address, frame, 0, frame.length);
        sending.add(address);
        if (drops > 0) {
          drops--;
          return -Errno.EBUSY;
        }
        sent.add(frame);
      }
      return 0;
    }
  }

  @SuppressWarnings("restricted") // the memory under test
  PlayedKernel(int frames) throws IOException {
    memory = new FrameMemory(frames, FRAME);
    fill = new KernelRing(frames, 8);
    completion = new KernelRing(frames, 8);
    memory.fill(new ProducerRing(fill.memory()), new ConsumerRing(completion.memory()));
    all = MemorySegment.ofAddress(memory.base()).reinterpret(memory.bytes());
  }

  FrameMemory memory() {
    return memory;
  }

  /** From now on only so many more frames are taken to be sent. */
  void take(int frames) {
    takes = frames;
  }

  /** The interface drops so many of the next. */
  void drop(int frames) {
    drops = frames;
  }

  /** Gives the first frames that have been sent back. */
  void complete(int frames) {
    for (int i = 0; i < frames && !sending.isEmpty(); i++) {
      completion.give(sending.remove(), 0);
    }
  }

  /** Frames to receive into. */
  int empty() {
    return fill.ready();
  }

  List<byte[]> sent() {
    return sent;
  }

  @Override
  public void close() {
    memory.close();
  }
}
