package io.sluice.cli.search;

import static java.util.Objects.requireNonNull;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.search.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one machine answers, chunk after chunk. */
final class AnswerFeed extends Feed {
  /** In an Enhanced Packet Block without its packet. */
  private static final int AROUND_PACKET = 32;

  private final Objects objects;
  private final Asking asking;
  private final Asked asked;
  private final int window;
  private final List<Face> faces = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private @Nullable BlockReader chunk;
  private int next;
  private int face;
  private long stamp;

  /**
   * @param window in bytes
   */
  AnswerFeed(Objects objects, Asking asking, Asked asked, int window) {
    super(asked.machine());
    this.objects = objects;
    this.asking = asking;
    this.asked = asked;
    this.window = window;
  }

  @Override
  boolean find() {
    while (true) {
      BlockReader reading = chunk;
      if (reading == null) {
        Answer answer = asked.answer();
        if (answer == null || next >= answer.chunks()) {
          return false;
        }
        String name = "%s%s/%06d.pcapng".formatted(asking.request().folder(), machine(), next++);
        reading = new BlockReader(new Windows(objects, name, window));
        chunk = reading;
        forget();
      }
      while (reading.next()) {
        if (isPacket(reading)) {
          return true;
        }
      }
      chunk = null;
      asking.done(reading.name());
    }
  }

  private void forget() {
    faces.clear();
    numbers.clear();
  }

  private boolean isPacket(BlockReader block) {
    switch (block.type()) {
      case BlockReader.SECTION -> forget();
      case BlockReader.INTERFACE -> {
        Face read = Face.read(block.buffer(), block.at(), block.length());
        if (read == null) {
          throw block.malformed("it describes an interface as no appliance does");
        }
        faces.add(read);
        numbers.add(-1);
      }
      case BlockReader.ENHANCED -> {
        long number = block.length() < AROUND_PACKET ? -1 : Integer.toUnsignedLong(block.i32(8));
        if (number < 0 || number >= faces.size()) {
          throw block.malformed("a packet names an interface that is not described");
        }
        face = (int) number;
        long units = (long) block.i32(12) << 32 | Integer.toUnsignedLong(block.i32(16));
        stamp = faces.get(face).nanos(units);
        return true;
      }
      default -> {}
    }
    return false;
  }

  @Override
  long stamp() {
    return stamp;
  }

  @Override
  void write(MergedPcapng out) throws IOException {
    int number = numbers.get(face);
    if (number < 0) {
      number = out.face(machine(), faces.get(face));
      numbers.set(face, number);
    }
    BlockReader block = requireNonNull(chunk);
    out.packet(stamp, block.buffer(), block.at(), block.length(), number);
  }

  @Override
  boolean complete() {
    return asked.last();
  }

  @Override
  long promised() {
    if (asked.silent()) {
      return SILENCE;
    }
    Answer answer = asked.answer();
    Instant through = answer == null ? null : answer.through();
    return through == null ? Long.MIN_VALUE : Stamps.nanos(through) + 1;
  }
}
