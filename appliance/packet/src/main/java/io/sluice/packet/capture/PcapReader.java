package io.sluice.packet.capture;

import java.io.IOException;

/**
 * Classic pcap (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html) of either byte
 * order, in micro- or nanoseconds, and the variants of it that are found in the wild: {@link
 * PcapHeader}.
 */
final class PcapReader extends RecordReader {
  private static final long SECOND = 1_000_000_000L;

  private final PcapHeader header;
  private final int recordHeader;
  private final int fraction;
  private final int largest;

  PcapReader(Supply supply, PcapHeader header) {
    super(supply);
    this.header = header;
    bigEndian = header.bigEndian();
    recordHeader = header.recordHeader();
    fraction = header.nanoseconds() ? 1 : 1000;
    linkType = header.linkType();
    largest = largest(linkType);
    supply.at += header.length();
  }

  @Override
  boolean step() throws IOException {
    Supply from = supply;
    int head = recordHeader;
    if (from.end - from.at < head && !from.more(head)) {
      return outOfBytes("the header of a packet");
    }
    long at = from.at;
    int length = i32(at + 8);
    long original = u32(at + 12);
    if (header.lengths() != PcapHeader.Lengths.IN_ORDER && swapped(length, original)) {
      int first = length;
      length = (int) original;
      original = first & 0xffff_ffffL;
    }
    if (length < 0 || length > largest) {
      return stop(
          "At byte %d a packet claims %d captured bytes, more than the %d there can be"
              .formatted(from.offset(), length & 0xffff_ffffL, largest));
    }
    if (from.end - at - head < length) {
      if (!from.more(head + (long) length)) {
        return outOfBytes("a packet");
      }
      at = from.at;
    }
    nanos = u32(at) * SECOND + u32(at + 4) * fraction;
    length(length, original);
    packetAt = at + head;
    from.at = at + head + length;
    return true;
  }

  private boolean swapped(int first, long second) {
    return header.lengths() == PcapHeader.Lengths.SWAPPED || (first & 0xffff_ffffL) > second;
  }
}
