package io.sluice.packet.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * pcapng (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html): sections of either
 * byte order, Enhanced, Simple and the obsolete Packet Blocks; blocks of other types are gone over.
 *
 * <p>A Simple Packet Block has no time: {@link #nanos} is 0.
 */
final class PcapngReader extends RecordReader {
  static final int SECTION = 0x0a0d0d0a;
  private static final int ORDER = 0x1a2b3c4d;
  private static final int INTERFACE = 1;
  private static final int PACKET = 2;
  private static final int SIMPLE = 3;
  private static final int ENHANCED = 6;

  /** Type, length, and the length again at the end. */
  private static final int FRAME = 12;

  static final int SECTION_FIXED = 28;
  private static final int LARGEST_BLOCK = 1 << 24;

  private final Interfaces interfaces = new Interfaces();

  PcapngReader(Supply supply) throws IOException {
    super(supply);
    if (!supply.have(SECTION_FIXED)) {
      throw new UnreadableCaptureException("It ends within the section header of pcapng");
    }
    String wrong = section();
    if (wrong != null) {
      throw new UnreadableCaptureException(wrong);
    }
  }

  @Override
  boolean step() throws IOException {
    while (true) {
      if (!supply.have(FRAME)) {
        return outOfBytes("a block");
      }
      int type = i32(supply.at);
      if (type == SECTION) {
        if (!supply.have(SECTION_FIXED)) {
          return outOfBytes("a section header");
        }
        String wrong = section();
        if (wrong != null) {
          return stop("At byte %d another section starts: %s".formatted(supply.offset(), wrong));
        }
      }
      long length = (u32(supply.at + 4) + 3) & ~3L;
      if (length < FRAME || length > LARGEST_BLOCK) {
        return stop(
            "At byte %d a block of type 0x%08x claims %d bytes; %d to %d would be right"
                .formatted(supply.offset(), type, length, FRAME, LARGEST_BLOCK));
      }
      if (!supply.have(length)) {
        return outOfBytes("a block of type 0x%08x".formatted(type));
      }
      if (u32(supply.at + 4) != u32(supply.at + length - 4)) {
        return stop(
            "At byte %d a block of type 0x%08x has two lengths, %d before and %d after it"
                .formatted(supply.offset(), type, u32(supply.at + 4), u32(supply.at + length - 4)));
      }
      int found = block(type, (int) length);
      if (found < 0) {
        return false;
      }
      supply.at += length;
      if (found > 0) {
        return true;
      }
    }
  }

  /**
   * @return 1: a packet; 0: none, go on; -1: stopped
   */
  private int block(int type, int length) {
    return switch (type) {
      case ENHANCED -> enhanced(length);
      case SIMPLE -> simple(length);
      case PACKET -> packet(length);
      case INTERFACE -> describe(length);
      default -> 0;
    };
  }

  /** Takes the byte order of the section header here; a sentence if it is none we know. */
  private @Nullable String section() {
    long at = supply.at;
    bigEndian = false;
    int magic = i32(at + 8);
    bigEndian = magic == Integer.reverseBytes(ORDER);
    if (!bigEndian && magic != ORDER) {
      return "Its pcapng section header has no byte order mark, but 0x%08x".formatted(magic);
    }
    int major = u16(at + 12);
    int minor = u16(at + 14);
    if (major != 1 || (minor != 0 && minor != 2)) {
      return "It says to be pcapng of version %d.%d; 1.0 and 1.2 are known".formatted(major, minor);
    }
    long length = u32(at + 4);
    if (length < SECTION_FIXED) {
      return "Its pcapng section header claims %d bytes and needs %d"
          .formatted(length, SECTION_FIXED);
    }
    interfaces.clear();
    return null;
  }

  private int describe(int length) {
    if (length < FRAME + 8) {
      return malformed("an interface description of %d bytes".formatted(length));
    }
    String wrong = interfaces.add(this, supply.at + 8, supply.at + length - 4);
    return wrong == null ? 0 : malformed(wrong);
  }

  private int enhanced(int length) {
    long at = supply.at;
    if (length < FRAME + 20) {
      return malformed("an Enhanced Packet Block of %d bytes".formatted(length));
    }
    return timed(u32(at + 8), at + 12, at + 28, length - FRAME - 20);
  }

  private int packet(int length) {
    long at = supply.at;
    if (length < FRAME + 20) {
      return malformed("a Packet Block of %d bytes".formatted(length));
    }
    return timed(u16(at + 8), at + 12, at + 28, length - FRAME - 20);
  }

  /** Two halves of a time, two lengths, and the packet. */
  private int timed(long face, long at, long data, int room) {
    if (face >= interfaces.count()) {
      return unknown(face);
    }
    long length = u32(at + 8);
    if (length > room || length > largest(interfaces.linkType((int) face))) {
      return malformed(
          "a packet of %d captured bytes in a block with room for %d".formatted(length, room));
    }
    linkType = interfaces.linkType((int) face);
    nanos = interfaces.nanos((int) face, u32(at) << 32 | u32(at + 4));
    length((int) length, u32(at + 12));
    packetAt = data;
    return 1;
  }

  private int simple(int length) {
    long at = supply.at;
    if (length < FRAME + 4) {
      return malformed("a Simple Packet Block of %d bytes".formatted(length));
    }
    if (interfaces.count() == 0) {
      return unknown(0);
    }
    long onWire = u32(at + 8);
    long snapshot = interfaces.snapshot();
    long captured = snapshot == 0 ? onWire : Math.min(onWire, snapshot);
    if (captured > length - FRAME - 4 || captured > largest(interfaces.linkType(0))) {
      return malformed(
          "a packet of %d bytes in a Simple Packet Block of %d".formatted(captured, length));
    }
    linkType = interfaces.linkType(0);
    nanos = 0;
    length((int) captured, onWire);
    packetAt = at + 12;
    return 1;
  }

  private int unknown(long face) {
    return malformed(
        "a packet of interface %d where %d are described".formatted(face, interfaces.count()));
  }

  private int malformed(String what) {
    stop("At byte %d there is %s".formatted(supply.offset(), what));
    return -1;
  }
}
