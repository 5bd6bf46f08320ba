package io.sluice.packet.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A search by the index finds what asking every packet finds, whatever the packets and filters. */
class SearchProperties {
  private static final int PACKETS = 300;
  private static final int FILTERS = 40;

  @Property(tries = 12)
  void theIndexHidesNoPacket(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path store = Files.createTempDirectory("search");
    try {
      List<Stored> packets = packets(random);
      Path segment = Stored.segment(store.resolve("1.pcapng"), packets);
      Stored.index(segment);
      RandomFilters filters = new RandomFilters(random);
      for (int i = 0; i < FILTERS; i++) {
        String filter = filters.filter();
        if (compiles(filter)) {
          same(store, filter, packets, random);
        }
      }
    } finally {
      Files.deleteIfExists(store.resolve("1.pcapng"));
      Files.deleteIfExists(store.resolve("1.idx"));
      Files.delete(store);
    }
  }

  private static boolean compiles(String filter) {
    try {
      PacketFilter.compile(filter, LinkType.ETHERNET);
      return true;
    } catch (FilterException e) {
      return false;
    }
  }

  private static void same(Path store, String filter, List<Stored> packets, Random random)
      throws IOException {
    boolean always = random.nextBoolean();
    long from = always ? Long.MIN_VALUE : packets.getFirst().nanos() + random.nextInt(PACKETS);
    long to = always ? Long.MAX_VALUE : from + random.nextInt(PACKETS);
    List<Long> expected =
        Stored.matching(packets, filter).stream()
            .map(Stored::nanos)
            .filter(nanos -> nanos >= from && nanos <= to)
            .toList();
    try {
      assertThat(Stored.found(Stored.search(store, filter, from, to)).stream().map(Stored::nanos))
          .as(filter)
          .containsExactlyElementsOf(expected);
    } catch (FilterException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Stored> packets(Random random) {
    RandomFrames frames = new RandomFrames(random);
    List<Stored> packets = new ArrayList<>();
    long nanos = 1_700_000_000_000_000_000L;
    for (int i = 0; i < PACKETS; i++) {
      boolean ip = random.nextInt(10) == 0;
      byte[] whole = ip ? frames.ip() : frames.ethernet();
      int captured = random.nextInt(6) == 0 ? random.nextInt(whole.length + 1) : whole.length;
      packets.add(
          new Stored(
              Arrays.copyOf(whole, captured),
              whole.length,
              ip ? LinkType.RAW : LinkType.ETHERNET,
              random.nextInt(7) - 1,
              nanos++));
    }
    return packets;
  }
}
