package io.sluice.cli.search;

import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one place in time order, of which one at most is looked at. A place that becomes
 * unreadable ends there, and says why.
 */
abstract class Feed {
  private final String machine;
  private final BooleanSupplier stop;
  private @Nullable BlockReader reader;
  private final List<Face> faces = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private boolean has;
  private boolean ended;
  private long nanos;
  private int face;
  private long packets;
  private @Nullable ProblemException problem;

  /**
   * @param stop whether looking for a packet should end
   */
  Feed(String machine, BooleanSupplier stop) {
    this.machine = machine;
    this.stop = stop;
  }

  /** Whose packets these are. */
  final String machine() {
    return machine;
  }

  /**
   * The next file that may be read now; null when there is none (yet).
   *
   * @see #complete
   */
  abstract @Nullable Windows open();

  /** Whether no file will come any more. */
  abstract boolean complete();

  /** A stamp before which nothing will come, where no packet is at hand. */
  abstract long promised();

  /** A promise of nothing at all, for as long as nothing else is known. */
  static final long SILENCE = Long.MAX_VALUE;

  /** Whether a packet is wanted. */
  boolean wanted(BlockReader block, Face face, long nanos) {
    return true;
  }

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
    return has ? nanos : ended ? SILENCE : promised();
  }

  /** Packets that were taken. */
  final long packets() {
    return packets;
  }

  /** Why it ended too early, or null. */
  final @Nullable ProblemException problem() {
    return problem;
  }

  /** Leaves the rest unread. */
  final void end() {
    has = false;
    ended = true;
    reader = null;
  }

  /**
   * Looks for a packet, where none is at hand.
   *
   * @return false when there is none now
   */
  final boolean look() {
    if (has || ended) {
      return has;
    }
    try {
      has = find();
    } catch (ProblemException e) {
      problem = e;
      end();
    }
    return has;
  }

  private boolean find() {
    while (true) {
      BlockReader file = reader;
      if (file == null) {
        Windows next = open();
        if (next == null) {
          ended = complete();
          return false;
        }
        file = new BlockReader(next);
        reader = file;
        forget();
      }
      while (file.next()) {
        if (isPacket(file)) {
          return true;
        }
        if (stop.getAsBoolean()) {
          return false;
        }
      }
      reader = null;
    }
  }

  private void forget() {
    faces.clear();
    numbers.clear();
  }

  private boolean isPacket(BlockReader file) {
    switch (file.type()) {
      case BlockReader.SECTION -> forget();
      case BlockReader.INTERFACE -> {
        Face read = Face.read(file.buffer(), file.at(), file.length());
        if (read == null) {
          throw file.malformed("it describes an interface as no appliance does");
        }
        faces.add(read);
        numbers.add(-1);
      }
      case BlockReader.ENHANCED -> {
        long number = file.length() < 32 ? -1 : Integer.toUnsignedLong(file.i32(8));
        if (number < 0 || number >= faces.size()) {
          throw file.malformed("a packet names an interface that is not described");
        }
        face = (int) number;
        long stamp = (long) file.i32(12) << 32 | Integer.toUnsignedLong(file.i32(16));
        nanos = faces.get(face).nanos(stamp);
        return wanted(file, faces.get(face), nanos);
      }
      default -> {}
    }
    return false;
  }

  /** Writes the packet at hand; none is at hand then. */
  final void take(MergedPcapng out) throws IOException {
    BlockReader file = Objects.requireNonNull(reader);
    int number = numbers.get(face);
    if (number < 0) {
      number = out.face(machine, faces.get(face));
      numbers.set(face, number);
    }
    out.packet(file.buffer(), file.at(), file.length(), number);
    packets++;
    has = false;
  }
}
