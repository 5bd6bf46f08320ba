package io.sluice.it.fuzz;

import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Bytes;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.FoundPacket;
import io.sluice.packet.index.SegmentFiles;
import io.sluice.packet.index.SegmentIndexer;
import io.sluice.packet.index.StoreSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Segments of any bytes: by the index that is made of one a search finds what it finds without. And
 * any bytes in place of its index, with the right checksums: a search ends, whatever it finds.
 */
public final class SegmentFuzz {
  private static final String[] FILTERS = {
    "", "host 192.0.2.1", "udp port 53", "inner host 10.0.0.1 or vni 77", "ip6 net 2001:db8::/32"
  };
  private static final int PAGE = 4096;
  private static final Path STORE = temporary();
  private static final Path SEGMENT = STORE.resolve("1" + SegmentFiles.SEGMENT);
  private static final Path INDEX = SegmentFiles.index(SEGMENT);
  private static final List<Filters> COMPILED = compiled();

  private SegmentFuzz() {}

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("sluice-fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Filters> compiled() {
    List<Filters> all = new ArrayList<>();
    for (String filter : FILTERS) {
      try {
        all.add(Filters.of(filter));
      } catch (FilterException e) {
        throw new AssertionError(e);
      }
    }
    return all;
  }

  /** Two bytes with the length of the segment, the segment, and what stands for its index. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < 2) {
      return;
    }
    int length = Math.min((input[0] & 0xff) << 8 | (input[1] & 0xff), input.length - 2);
    ByteBuffer in = ByteBuffer.wrap(input);
    byte[] segment = new byte[length];
    in.position(2).get(segment);
    try {
      Files.write(SEGMENT, segment);
      List<Long> scanned = found();
      SegmentIndexer indexer = new SegmentIndexer();
      SegmentIndexer.Whole whole = indexer.rebuild(SEGMENT);
      if (whole.end() > length) {
        throw new AssertionError("%d of %d bytes are whole".formatted(whole.end(), length));
      }
      if (whole.packets() > 0) {
        indexer.finish(INDEX);
        if (!found().equals(scanned)) {
          throw new AssertionError("by the index %s, without %s".formatted(found(), scanned));
        }
      }
      Files.write(INDEX, pages(in.slice()));
      found();
    } finally {
      Files.deleteIfExists(SEGMENT);
      Files.deleteIfExists(INDEX);
    }
  }

  private static List<Long> found() throws IOException {
    List<Long> found = new ArrayList<>();
    for (Filters filter : COMPILED) {
      new StoreSearch(STORE, filter, Long.MIN_VALUE, Long.MAX_VALUE, (done, of, packets) -> {})
          .run(packet -> found.add(looked(packet)));
    }
    return found;
  }

  private static long looked(FoundPacket packet) {
    Inputs.readable(packet.memory(), packet.at(), packet.at() + packet.captured());
    Inputs.readable(packet.memory(), packet.block(), packet.block() + packet.blockLength());
    return packet.nanos();
  }

  private static byte[] pages(ByteBuffer content) {
    int count = (content.remaining() + PAGE - 5) / (PAGE - 4);
    ByteBuffer pages = ByteBuffer.allocate(count * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    for (int page = 0; page < count; page++) {
      byte[] body = new byte[PAGE - 4];
      content.get(body, 0, Math.min(body.length, content.remaining()));
      CRC32C sum = new CRC32C();
      sum.update(body);
      pages.put(body).putInt((int) sum.getValue());
    }
    return pages.array();
  }

  /** An input of a segment and the index that is made of it. */
  static byte[] seed(byte[] segment) {
    try {
      Files.write(SEGMENT, segment);
      SegmentIndexer indexer = new SegmentIndexer();
      indexer.rebuild(SEGMENT);
      indexer.finish(INDEX);
      try (Bytes index = Bytes.of(INDEX)) {
        ByteBuffer first = ByteBuffer.allocate(PAGE - 4);
        index.read(0, first);
        int end = first.position();
        while (first.get(end - 1) == 0) {
          end--;
        }
        byte[] content = Arrays.copyOf(first.array(), end);
        return new Wire().u16(segment.length).bytes(segment).bytes(content).done();
      } finally {
        Files.deleteIfExists(SEGMENT);
        Files.deleteIfExists(INDEX);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
