package io.sluice.cli.search;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets of one machine in time order, of which one at most is at hand. One that becomes
 * unreadable ends there, and says why.
 */
abstract class Feed {
  /** A promise of nothing at all, for as long as nothing else is known. */
  static final long SILENCE = Long.MAX_VALUE;

  private final String machine;
  private final List<Problem> problems = new ArrayList<>();
  private boolean has;
  private boolean ended;
  private long packets;

  Feed(String machine) {
    this.machine = machine;
  }

  /** Whose packets these are. */
  final String machine() {
    return machine;
  }

  /**
   * Goes to the next packet.
   *
   * @return false when there is none now
   * @throws ProblemException when it cannot be read on
   */
  abstract boolean find();

  /** Of the packet that was found, in nanoseconds since 1970. */
  abstract long stamp();

  /** Writes the packet that was found. */
  abstract void write(MergedPcapng out) throws IOException;

  /** Where no packet was found: whether none will come any more. */
  abstract boolean complete();

  /** Where no packet was found: a stamp before which none will come, or {@link #SILENCE}. */
  abstract long promised();

  final boolean has() {
    return has;
  }

  final boolean ended() {
    return ended;
  }

  /** Whether nothing is to be waited for. */
  final boolean idle() {
    return ended || (!has && promised() == SILENCE);
  }

  /** Nothing earlier than this will come. */
  final long front() {
    return has ? stamp() : ended ? SILENCE : promised();
  }

  /** Packets that were taken. */
  final long packets() {
    return packets;
  }

  /** What could not be read. */
  final List<Problem> problems() {
    return problems;
  }

  final void problem(Problem problem) {
    problems.add(problem);
  }

  /** Looks for a packet, where none is at hand. */
  final void look() {
    if (has || ended) {
      return;
    }
    try {
      has = find();
      ended = !has && complete();
    } catch (ProblemException e) {
      problems.addAll(e.problems());
      ended = true;
    }
  }

  /** Writes the packet at hand; none is at hand then. */
  final void take(MergedPcapng out) throws IOException {
    write(out);
    packets++;
    has = false;
  }
}
