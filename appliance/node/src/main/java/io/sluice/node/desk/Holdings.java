package io.sluice.node.desk;

import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.FoundPacket;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this machine has captured, as the desk asks for it. Safe for use by several threads. */
public interface Holdings {

  /** Takes what a search finds. */
  interface Sink {
    /** A segment was looked into, as far as it was asked for. */
    void segment(String name);

    /** Something cannot be read, one sentence; the rest is. */
    void unread(String sentence);

    /**
     * A packet, gone when this returns.
     *
     * @return whether more are wanted
     * @throws InterruptedException ends the search
     */
    boolean packet(FoundPacket packet) throws IOException, InterruptedException;
  }

  /**
   * Finds packets in order of time. An interrupt ends it soon.
   *
   * @param from nanoseconds since 1970
   * @param to the last that may be found
   */
  void search(String filter, long from, long to, Sink sink)
      throws FilterException, IOException, InterruptedException;

  /**
   * Up to when the store has all that it will ever have, in nanoseconds since 1970: a search finds
   * nothing new before that.
   */
  long settled();

  /** Of the oldest packet, or null when there is none. */
  @Nullable Instant oldest();

  /**
   * Sets the packets of a span of time aside.
   *
   * @return names of the segments that hold what there is of it
   * @throws IOException when that cannot be; the message is a clause
   */
  List<String> keep(Instant from, Instant to, String why) throws IOException;
}
