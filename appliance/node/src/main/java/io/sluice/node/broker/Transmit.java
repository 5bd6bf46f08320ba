package io.sluice.node.broker;

/** Hands messages to the kernel; {@link io.sluice.node.linux.Sockets#send} but for tests. */
@FunctionalInterface
interface Transmit {
  /**
   * As sendmmsg(2): how many of the {@code mmsghdr} at this address went out, or minus the errno.
   */
  int send(int fd, long headers, int count, int flags);
}
