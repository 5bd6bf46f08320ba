package io.sluice.it.capture;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What stands in a store's files, each packet held against what was sent. */
final class Stored {
  private static final ValueLayout.OfLong NUMBER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Set<Long> numbers = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  /** Different packets that were as they were sent. */
  long packets() {
    return numbers.size();
  }

  /** What was not as it should be. */
  List<String> wrong() {
    return wrong;
  }

  static List<Path> segments(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(store)) {
      return files.filter(each -> each.toString().endsWith(".pcapng")).sorted().toList();
    }
  }

  void read(Path segment) {
    try {
      // Its first block may not have been written yet
      if (Files.size(segment) >= 64) {
        readAll(segment);
      }
    } catch (IOException | RuntimeException e) {
      wrong.add("%s: %s".formatted(segment.getFileName(), e));
    }
  }

  private void readAll(Path segment) throws IOException {
    try (CaptureReader reader = CaptureFile.open(segment)) {
      while (reader.next()) {
        long number = reader.memory().get(NUMBER, reader.at() + Sender.NUMBER_AT);
        if (!isAsSent(reader, number)) {
          wrong.add("%s: packet %x is not as it was sent".formatted(segment, number));
        } else if (!numbers.add(number)) {
          wrong.add("%s: packet %x is there twice".formatted(segment, number));
        }
      }
    }
  }

  private static boolean isAsSent(CaptureReader reader, long number) {
    int length = Sender.length(number);
    if (reader.captured() != length || reader.wire() != length) {
      return false;
    }
    MemorySegment memory = reader.memory();
    for (int at = Sender.NUMBER_AT + Long.BYTES; at < length; at++) {
      if (memory.get(ValueLayout.JAVA_BYTE, reader.at() + at) != Sender.filler(number, at)) {
        return false;
      }
    }
    return true;
  }
}
