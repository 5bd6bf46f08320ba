package io.sluice.node.xdp;

import io.sluice.node.log.Log;
import io.sluice.node.tunnel.Steering;
import java.io.IOException;
import java.util.List;

/** Our program on one interface, and its map of sockets. All goes when this process dies. */
final class Attachment implements AutoCloseable {
  private static final Log LOG = Log.of(Attachment.class);

  private final Bpf bpf = new Bpf();
  private final Card card;
  private final int workers;
  private final int maxFrame;
  private final Bpf.Mode mode;
  private final int map;
  private int program;
  private final int link;

  /**
   * Attaches a program that takes nothing yet: in the driver if it can, in the kernel if not.
   *
   * @throws IOException when neither can be; its message says why
   */
  Attachment(Card card, int workers, int maxFrame) throws IOException {
    this.card = card;
    this.workers = workers;
    this.maxFrame = maxFrame;
    map = bpf.socketMap(card.queues() * workers);
    try {
      tryAll();
      program = load(List.of(), new Steering(Steering.Inside.VXLAN, workers));
    } catch (IOException e) {
      bpf.close(map);
      throw e;
    }
    Bpf.Mode chosen = card.stacked() ? Bpf.Mode.GENERIC : Bpf.Mode.NATIVE;
    int attached;
    try {
      try {
        attached = bpf.attach(program, card.index(), chosen);
      } catch (IOException e) {
        if (chosen == Bpf.Mode.GENERIC) {
          throw e;
        }
        LOG.info("XDP is not in the driver", "interface", card.name(), "reason", e.getMessage());
        chosen = Bpf.Mode.GENERIC;
        attached = bpf.attach(program, card.index(), chosen);
      }
    } catch (IOException e) {
      bpf.close(program);
      bpf.close(map);
      throw e;
    }
    link = attached;
    mode = chosen;
  }

  private int load(List<Integer> ports, Steering steering) throws IOException {
    return bpf.load(new Classifier(card, ports, maxFrame, steering, Classifier.PASS).assemble(map));
  }

  /** Whatever tunnels come later, the kernel will not refuse their program then. */
  private void tryAll() throws IOException {
    for (Steering.Inside inside : Steering.Inside.values()) {
      bpf.close(load(List.of(1), new Steering(inside, workers)));
    }
  }

  Bpf.Mode mode() {
    return mode;
  }

  /** Gives a bound socket the frames of its queue and worker. */
  void put(int queue, int worker, XdpSocket socket) throws IOException {
    bpf.put(map, queue * workers + worker, socket.file());
  }

  /**
   * From now on takes frames to these ports, and no others.
   *
   * @param steering chooses the worker
   */
  void take(List<Integer> ports, Steering steering) throws IOException {
    int next = load(ports, steering);
    try {
      bpf.replace(link, next);
    } catch (IOException e) {
      bpf.close(next);
      throw e;
    }
    bpf.close(program);
    program = next;
  }

  /** Takes the program off. */
  @Override
  public void close() {
    bpf.close(link);
    bpf.close(program);
    bpf.close(map);
  }
}
