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

  private int oddities(int recordHeader) throws IOException {
    int oddities = 0;
    long from = header.length();
    for (int record = 0; record < RECORDS && supply.have(from + 1); record++) {
      if (!supply.have(from + recordHeader)) {
        return oddities + 1;
      }
      long captured = u32(from + 8);
      long wire = u32(from + 12);
      int largest = RecordReader.largest(header.linkType());
      oddities += u32(from + 4) >= 1_000_000 ? 1 : 0;
      oddities += captured > largest ? 1 : 0;
      oddities += captured > snapshot ? 1 : 0;
      oddities += wire > LONGEST_ON_WIRE ? 1 : 0;
      oddities += captured > wire ? 1 : 0;
      oddities += extra(recordHeader, from);
      if (captured > largest) {
        return oddities;
      }
      if (!supply.have(from + recordHeader + captured)) {
        return oddities + 1;
      }
      from += recordHeader + captured;
    }
    return oddities;
  }

  /** Oddities in the fields that a record of this layout has beyond the usual ones. */
  private int extra(int recordHeader, long from) {
    if (recordHeader == 16) {
      return 0;
    }
    if (recordHeader == 20) {
      return (u32(from + 16) & 0x0fff_00f0) == 0x0fbf_0000 ? 0 : 1;
    }
    int type = supply.memory.get(ValueLayout.JAVA_BYTE, supply.at + from + 22) & 0xff;
    return (u32(from + 16) > 10_000 ? 1 : 0) + (type > 4 ? 1 : 0);
  }

  private long u32(long from) {
    return supply.memory.get(order, supply.at + from) & 0xffff_ffffL;
  }
}
