package io.sluice.node.tunnel;

import io.sluice.node.linux.Constants;
import io.sluice.node.linux.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The array of messages that sendmmsg(2) takes: one for each run, or for each datagram. One
 * thread's own; filling allocates nothing.
 */
public final class SendHeaders {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int CONTROL = 24;

  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment controls;
  private final MemorySegment pollfd;
  private final int[] runs;
  private final int[] datagrams;
  private final int[] bytes;
  private int count;

  /**
   * @param capacity most messages, and most datagrams in them
   */
  public SendHeaders(int capacity) {
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) capacity * Layouts.MMSGHDR, Layouts.MMSGHDR);
    vectors = arena.allocate((long) capacity * Layouts.IOVEC, Layouts.IOVEC);
    controls = arena.allocate((long) capacity * CONTROL, Long.BYTES);
    pollfd = arena.allocate(Layouts.POLLFD, Long.BYTES);
    runs = new int[capacity];
    datagrams = new int[capacity];
    bytes = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      long control = (long) i * CONTROL;
      controls.set(LONG, control + Layouts.CMSG_LENGTH, Layouts.CMSG_DATA + Short.BYTES);
      controls.set(INT, control + Layouts.CMSG_LEVEL, Constants.SOL_UDP);
      controls.set(INT, control + Layouts.CMSG_TYPE, Constants.UDP_SEGMENT);
    }
  }

  /**
   * Fills the array from a socket's runs.
   *
   * @param name address of a sockaddr to send to, 0 for a connected socket
   * @param nameLength of the sockaddr, in bytes
   * @param run the first one, further ones follow as they are chained
   * @param whole a message for each run; otherwise one for each datagram
   */
  public void fill(long name, int nameLength, Runs all, int run, boolean whole) {
    count = 0;
    int vector = 0;
    for (int r = run; r != Runs.NONE; r = all.nextRun[r]) {
      int start = vector;
      for (int d = all.first[r]; d != Runs.NONE; d = all.next[d]) {
        long iovec = (long) vector * Layouts.IOVEC;
        vectors.set(LONG, iovec + Layouts.IOV_BASE, all.address[d]);
        vectors.set(LONG, iovec + Layouts.IOV_LENGTH, all.length[d]);
        vector++;
        if (!whole) {
          message(name, nameLength, all, r, vector - 1, 1);
        }
      }
      if (whole) {
        message(name, nameLength, all, r, start, vector - start);
      }
    }
  }

  private void message(long name, int nameLength, Runs all, int run, int vector, int length) {
    int i = count++;
    runs[i] = run;
    datagrams[i] = length;
    bytes[i] = length * all.size[run];
    long header = (long) i * Layouts.MMSGHDR;
    headers.set(LONG, header + Layouts.MSG_NAME, name);
    headers.set(INT, header + Layouts.MSG_NAME_LENGTH, nameLength);
    headers.set(LONG, header + Layouts.MSG_IOV, vectors.address() + (long) vector * Layouts.IOVEC);
    headers.set(LONG, header + Layouts.MSG_IOV_LENGTH, length);
    long control = (long) i * CONTROL;
    if (length > 1) {
      controls.set(ValueLayout.JAVA_SHORT, control + Layouts.CMSG_DATA, (short) all.size[run]);
      headers.set(LONG, header + Layouts.MSG_CONTROL, controls.address() + control);
      headers.set(LONG, header + Layouts.MSG_CONTROL_LENGTH, CONTROL);
    } else {
      headers.set(LONG, header + Layouts.MSG_CONTROL, 0);
      headers.set(LONG, header + Layouts.MSG_CONTROL_LENGTH, 0);
    }
  }

  /** How many messages there are. */
  public int count() {
    return count;
  }

  /** Where a message and those after it stand, as sendmmsg(2) takes them. */
  public long address(int message) {
    return headers.address() + (long) message * Layouts.MMSGHDR;
  }

  /** The run that a message is, or is of. */
  public int run(int message) {
    return runs[message];
  }

  /** How many datagrams a message is. */
  public int datagrams(int message) {
    return datagrams[message];
  }

  /** Payload of all of a message's datagrams. */
  public int bytes(int message) {
    return bytes[message];
  }

  /** Length of each of a message's datagrams. */
  public int segment(int message) {
    return bytes[message] / datagrams[message];
  }

  /** A pollfd that waits for room to send. */
  public long pollfd(int fd) {
    pollfd.set(INT, 0, fd);
    pollfd.set(ValueLayout.JAVA_SHORT, Layouts.POLLFD_EVENTS, (short) Constants.POLLOUT);
    return pollfd.address();
  }
}
