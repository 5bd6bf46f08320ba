package io.sluice.it.filter;

import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Whole files through {@code tcpdump -r -w} and through our filter: the same packets, each byte.
 */
public final class TcpdumpJudge {
  private static final int EXPRESSIONS_EACH = 12;

  private TcpdumpJudge() {}

  /**
   * @param arguments a seed, and captures
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Random random = new Random(Long.parseLong(arguments[0]));
    long questions = 0;
    long packets = 0;
    long picked = 0;
    long files = 0;
    long unread = 0;
    List<String> differences = new ArrayList<>();
    for (String file : List.of(arguments).subList(1, arguments.length)) {
      List<MemorySegment> all = read(Path.of(file), true);
      List<MemorySegment> copied = all.isEmpty() ? null : theirs(file, "");
      if (copied == null || !same(all, copied)) {
        // Not of Ethernet, or damaged, so that the two readers do not see the same packets
        unread++;
        continue;
      }
      files++;
      Packets known = new Packets();
      try (Arena arena = Arena.ofConfined()) {
        known.add(Path.of(file), LinkType.ETHERNET, random, arena);
        Expressions maker = new Expressions(random, known.values());
        for (int i = 0; i < EXPRESSIONS_EACH; i++) {
          String expression = maker.next();
          if (expression.contains("geneve") || expression.contains("protochain")) {
            // Their programs may read what was never written, or never end: FilterJudge asks these
            continue;
          }
          List<MemorySegment> ours;
          try {
            ours = ours(all, PacketFilter.compile(expression, LinkType.ETHERNET));
          } catch (FilterException e) {
            continue;
          }
          List<MemorySegment> theirs = theirs(file, expression);
          questions++;
          packets += all.size();
          picked += ours.size();
          if (theirs == null || !same(ours, theirs)) {
            differences.add(file + ": " + expression);
          }
        }
      }
    }
    differences.forEach(System.out::println);
    System.out.printf(
        "tcpdump -r: %,d questions of %,d files, %,d packets asked, %,d picked, %,d differences;"
            + " %,d files are damaged or not of Ethernet%n",
        questions, files, packets, picked, differences.size(), unread);
    System.exit(differences.isEmpty() && questions > 0 ? 0 : 1);
  }

  /** Each packet's wire length and bytes; none where a file is not whole or not of Ethernet. */
  private static List<MemorySegment> read(Path file, boolean whole) throws IOException {
    try (CaptureReader reader = CaptureFile.open(file)) {
      return read(reader, whole);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<MemorySegment> read(CaptureReader reader, boolean whole) throws IOException {
    List<MemorySegment> packets = new ArrayList<>();
    boolean other = false;
    while (reader.next()) {
      other |= reader.linkType() != LinkType.ETHERNET;
      MemorySegment packet = MemorySegment.ofArray(new byte[4 + reader.captured()]);
      packet.set(ValueLayout.JAVA_INT_UNALIGNED, 0, reader.wire());
      MemorySegment.copy(reader.memory(), reader.at(), packet, 4, reader.captured());
      packets.add(packet);
    }
    return whole && (other || !reader.warnings().isEmpty()) ? List.of() : packets;
  }

  private static List<MemorySegment> ours(List<MemorySegment> packets, PacketFilter filter) {
    List<MemorySegment> picked = new ArrayList<>();
    for (MemorySegment packet : packets) {
      int wire = packet.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
      if (filter.matches(packet, 4, (int) packet.byteSize() - 4, wire, -1)) {
        picked.add(packet);
      }
    }
    return picked;
  }

  /** Null where tcpdump cannot read the file, or cannot write its packets. */
  private static @Nullable List<MemorySegment> theirs(String file, String expression)
      throws IOException, InterruptedException {
    Process tcpdump =
        new ProcessBuilder("tcpdump", "-r", file, "-w", "-", "--", expression)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] copy;
    try (InputStream out = tcpdump.getInputStream()) {
      copy = out.readAllBytes();
    }
    if (tcpdump.waitFor() != 0 || copy.length == 0) {
      return null;
    }
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(copy))) {
      return read(reader, false);
    }
  }

  private static boolean same(List<MemorySegment> ours, List<MemorySegment> theirs) {
    boolean same = ours.size() == theirs.size();
    for (int i = 0; same && i < ours.size(); i++) {
      same = ours.get(i).mismatch(theirs.get(i)) < 0;
    }
    return same;
  }
}
