package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Which of several record headers a pcap file has. The file header does not tell: the variants
 * share their magic numbers, so the first three records are tried and the layout with the fewest
 * oddities is taken, as wiretap does it.
 */
final class RecordGuess {
  private static final int RECORDS = 3;
  private static final long LONGEST_ON_WIRE = 1 << 27;

  private final Supply supply;
  private final PcapHeader header;
  private final long snapshot;
  private final ValueLayout.OfInt order;

  RecordGuess(Supply supply, PcapHeader header, int snapshot) {
    this.supply = supply;
    this.header = header;
    this.snapshot = snapshot & 0xffff_ffffL;
    order =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(
            header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  int among(int[] recordHeaders) throws IOException {
    int best = recordHeaders[0];
    int fewest = Integer.MAX_VALUE;
    for (int candidate : recordHeaders) {
      int oddities = oddities(candidate);
      if (oddities < fewest) {
        fewest = oddities;
        best = candidate;
      }
    }
    return best;
  }

  /** Oddities of the first of the records that has any. */
  private int oddities(int recordHeader) throws IOException {
    long from = header.length();
    for (int record = 0; record < RECORDS && supply.have(from + recordHeader); record++) {
      long captured = u32(from + 8);
      int oddities = oddities(from, captured, u32(from + 12));
      if (oddities > 0) {
        return oddities;
      }
      from += recordHeader + captured;
    }
    return 0;
  }

  private int oddities(long from, long captured, long wire) {
    int oddities = u32(from + 4) >= 1_000_000 ? 1 : 0;
    oddities += captured > RecordReader.largest(header.linkType()) ? 1 : 0;
    oddities += captured > snapshot ? 1 : 0;
    oddities += wire > LONGEST_ON_WIRE ? 1 : 0;
    oddities += captured > wire ? 1 : 0;
    return oddities;
  }

  private long u32(long from) {
    return supply.memory.get(order, supply.at + from) & 0xffff_ffffL;
  }
}
