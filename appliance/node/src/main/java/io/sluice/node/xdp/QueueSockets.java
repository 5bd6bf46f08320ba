package io.sluice.node.xdp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One receive queue: its memory, and a socket for each worker. */
final class QueueSockets implements AutoCloseable {
  /**
   * What may wait while a worker is busy: at 500,000 frames a second, 4 milliseconds of them. All
   * are used in turn, so that twice as many, which a core's caches do not hold, cost each frame a
   * quarter more of its time.
   */
  static final int FRAMES = 2048;

  private final FrameMemory memory;
  private final List<Member> members = new ArrayList<>();
  private final boolean zeroCopy;

  /** A worker's socket with its own rings. */
  record Member(XdpSocket socket, ConsumerRing received, ProducerRing toSend) {}

  /**
   * Makes and binds the sockets, and puts them into the program's map.
   *
   * @throws IOException when the kernel refuses; its message says why
   */
  QueueSockets(Card card, int queue, int workers, int frameBytes, Attachment attachment)
      throws IOException {
    memory = new FrameMemory(FRAMES, frameBytes);
    try {
      for (int worker = 0; worker < workers; worker++) {
        add(card, queue, attachment.mode());
      }
      zeroCopy = members.getFirst().socket().isZeroCopy();
      for (int worker = 0; worker < workers; worker++) {
        attachment.put(queue, worker, members.get(worker).socket());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void add(Card card, int queue, Bpf.Mode mode) throws IOException {
    @Nullable XdpSocket first = members.isEmpty() ? null : members.getFirst().socket();
    XdpSocket socket = new XdpSocket();
    try {
      if (first == null) {
        socket.register(memory);
        memory.fill(socket.fillRing(FRAMES), socket.completionRing(FRAMES));
      }
      Member member = new Member(socket, socket.receiveRing(FRAMES), socket.sendRing(FRAMES));
      socket.bind(card, queue, mode == Bpf.Mode.GENERIC, first);
      members.add(member);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  FrameMemory memory() {
    return memory;
  }

  Member member(int worker) {
    return members.get(worker);
  }

  boolean isZeroCopy() {
    return zeroCopy;
  }

  /** Only when no worker uses it any more. */
  @Override
  public void close() {
    // The first socket's rings serve the others
    members.reversed().forEach(member -> member.socket().close());
    memory.close();
  }
}
