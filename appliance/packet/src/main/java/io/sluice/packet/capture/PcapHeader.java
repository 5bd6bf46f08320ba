package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The file header of a classic pcap file, and what it, or the first packets, tell about the
 * records.
 *
 * @param length of the file header in bytes
 * @param recordHeader length of the header before each packet in bytes
 */
record PcapHeader(
    boolean bigEndian,
    boolean nanoseconds,
    Lengths lengths,
    int length,
    int recordHeader,
    int linkType) {

  /** Which of a record's two lengths comes first; it changed with version 2.3. */
  enum Lengths {
    IN_ORDER,
    SWAPPED,
    /** Version 2.3, written both ways: the larger one is the length on the wire. */
    LARGER_LAST
  }

  private static final int STANDARD = 0xa1b2c3d4;
  private static final int NANOSECONDS = 0xa1b23c4d;

  /** Alexey Kuznetzov's patches of 1999 to libpcap. */
  private static final int MODIFIED = 0xa1b2cd34;

  /** Ixia's lcap, of hardware (nanoseconds) and of software: 4 more bytes of file header. */
  private static final int IXIA_HARDWARE = 0x1c0001ac;

  private static final int IXIA_SOFTWARE = 0x1c0001ab;

  private static final int RECORD = 16;

  /** The usual one; Kuznetzov's first, with interface, protocol and packet type; Nokia IPSO's. */
  private static final int[] STANDARD_RECORDS = {RECORD, 24, 20};

  /** Kuznetzov's third; his second, of SuSE 6.3. */
  private static final int[] MODIFIED_RECORDS = {24, 28};

  static boolean starts(int littleEndian) {
    return is(littleEndian) || is(Integer.reverseBytes(littleEndian));
  }

  /** Length of the file header that starts so, in bytes. */
  static int length(int littleEndian) {
    int magic = is(littleEndian) ? littleEndian : Integer.reverseBytes(littleEndian);
    return magic == IXIA_HARDWARE || magic == IXIA_SOFTWARE ? 28 : 24;
  }

  private static boolean is(int magic) {
    return magic == STANDARD
        || magic == NANOSECONDS
        || magic == MODIFIED
        || magic == IXIA_HARDWARE
        || magic == IXIA_SOFTWARE;
  }

  /** Reads the header at the start of the supply and leaves it there. */
  static PcapHeader read(Supply supply) throws IOException {
    int first = supply.memory.get(order(ByteOrder.LITTLE_ENDIAN), supply.at);
    boolean big = !is(first);
    int magic = big ? Integer.reverseBytes(first) : first;
    int length = length(first);
    if (!supply.have(length)) {
      throw new UnreadableCaptureException("It ends within the file header of pcap");
    }
    ValueLayout.OfInt order = order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int versions = supply.memory.get(order, supply.at + 4);
    int major = big ? versions >>> 16 : versions & 0xffff;
    int minor = big ? versions & 0xffff : versions >>> 16;
    if (major < 2) {
      throw new UnreadableCaptureException(
          "It says to be pcap of version %d.%d, and none before 2.0 is known"
              .formatted(major, minor));
    }
    int network = supply.memory.get(order, supply.at + 20);
    boolean aix = magic == STANDARD && major == 2 && minor == 2 && aix(network) >= 0;
    if (!aix && (network & 0x03ff_0000) != 0) {
      throw new UnreadableCaptureException(
          "Its link type 0x%08x has bits set that must be zero".formatted(network));
    }
    PcapHeader header =
        new PcapHeader(
            big,
            aix || magic == NANOSECONDS || magic == IXIA_HARDWARE,
            lengths(major, minor),
            length,
            magic == MODIFIED ? MODIFIED_RECORDS[0] : RECORD,
            RecordReader.linkType(aix ? aix(network) : network & 0xffff));
    boolean current = header.lengths == Lengths.IN_ORDER && !aix;
    if (magic == MODIFIED || (magic == STANDARD && current)) {
      int snapshot = supply.memory.get(order, supply.at + 16);
      int[] choice = magic == MODIFIED ? MODIFIED_RECORDS : STANDARD_RECORDS;
      return supply.live()
          ? header
          : header.withRecordHeader(new RecordGuess(supply, header, snapshot).among(choice));
    }
    return header;
  }

  private static ValueLayout.OfInt order(ByteOrder order) {
    return ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
  }

  /** AIX has RFC 1573 interface types, and nanoseconds; -1 for what is none of them. */
  private static int aix(int network) {
    return switch (network) {
      case 6 -> 1;
      case 9 -> 6;
      case 15 -> 10;
      case 24 -> 0;
      default -> -1;
    };
  }

  private static Lengths lengths(int major, int minor) {
    // DG/UX wrote version 543.0
    if (major == 543 || (major == 2 && minor < 3)) {
      return Lengths.SWAPPED;
    }
    return major == 2 && minor == 3 ? Lengths.LARGER_LAST : Lengths.IN_ORDER;
  }

  private PcapHeader withRecordHeader(int bytes) {
    return new PcapHeader(bigEndian, nanoseconds, lengths, length, bytes, linkType);
  }
}
