package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Reads a ClientHello (RFC 8446, 4.1.2; RFC 6066, 3; RFC 7301, 3.1), whole or as far as it is
 * there, and writes what is told of it: {@link #SNI}, {@link #OFFERED}, {@link #ALPN}, {@link
 * #JA4}.
 */
final class ClientHello {
  /** Parts of the text. */
  static final int SNI = 0;

  static final int OFFERED = 1;
  static final int ALPN = 2;
  static final int JA4 = 3;

  private static final int RANDOM = 32;
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int PROTOCOLS = 16;
  private static final int VERSIONS = 43;

  private final Ja4 ja4 = new Ja4();

  private int highest;
  private long name;
  private int nameLength;
  private long protocols;
  private int protocolsLength;
  private long versions;
  private int versionsLength;

  /**
   * Reads.
   *
   * @param at after the handshake message's header
   * @param end where the message ends, or what is there of it
   * @param out is given the text; without the fingerprint where the message is not whole
   * @return false when it was not all there, or makes no sense
   */
  boolean read(MemorySegment memory, long at, long end, Letters out) {
    name = 0;
    nameLength = 0;
    protocols = 0;
    protocolsLength = 0;
    versions = 0;
    versionsLength = 0;
    ja4.clear();
    boolean whole = fields(memory, at, end) && !ja4.isOver();
    highest = whole || versionsLength > 0 ? ja4.version() : 0;
    write(memory, whole, out);
    return whole;
  }

  /** The highest version it offers, 0 when that was not there. After {@link #read}. */
  int highest() {
    return highest;
  }

  private boolean fields(MemorySegment memory, long start, long end) {
    long at = start + 2 + RANDOM;
    if (end - at < 1) {
      return false;
    }
    ja4.legacy(Memory.u16(memory, start));
    at += 1 + Memory.u8(memory, at);
    if (end - at < 2) {
      return false;
    }
    int ciphers = Memory.u16(memory, at);
    at += 2;
    if ((ciphers & 1) != 0 || end - at < ciphers + 1) {
      return false;
    }
    for (long i = at; i < at + ciphers; i += 2) {
      ja4.cipher(Memory.u16(memory, i));
    }
    at += ciphers;
    at += 1 + Memory.u8(memory, at);
    // Before TLS 1.2 there need not be extensions
    return at == end || extensions(memory, at, end);
  }

  private boolean extensions(MemorySegment memory, long start, long end) {
    if (end - start < 2) {
      return false;
    }
    long stop = start + 2 + Memory.u16(memory, start);
    long at = start + 2;
    while (at < stop) {
      if (end - at < 4) {
        return false;
      }
      int type = Memory.u16(memory, at);
      int length = Memory.u16(memory, at + 2);
      at += 4;
      if (end - at < length || !extension(memory, type, at, length)) {
        return false;
      }
      at += length;
    }
    return at == stop && stop <= end;
  }

  private boolean extension(MemorySegment memory, int type, long at, int length) {
    ja4.extension(type);
    return switch (type) {
      case SERVER_NAME -> serverName(memory, at, length);
      case SIGNATURE_ALGORITHMS -> signatures(memory, at, length);
      case PROTOCOLS -> protocols(memory, at, length);
      case VERSIONS -> versions(memory, at, length);
      default -> true;
    };
  }

  private boolean serverName(MemorySegment memory, long at, int length) {
    if (length < 5) {
      return length == 0;
    }
    int size = Memory.u16(memory, at + 3);
    if (size > length - 5) {
      return false;
    }
    if (Memory.u8(memory, at + 2) == 0) {
      name = at + 5;
      nameLength = size;
    }
    return true;
  }

  private boolean signatures(MemorySegment memory, long at, int length) {
    if (length < 2 || Memory.u16(memory, at) > length - 2) {
      return false;
    }
    long stop = at + 2 + (Memory.u16(memory, at) & -2);
    for (long i = at + 2; i < stop; i += 2) {
      ja4.signature(Memory.u16(memory, i));
    }
    return true;
  }

  private boolean protocols(MemorySegment memory, long at, int length) {
    if (length < 2 || Memory.u16(memory, at) > length - 2) {
      return false;
    }
    protocols = at + 2;
    protocolsLength = Memory.u16(memory, at);
    if (protocolsLength > 0) {
      int size = Memory.u8(memory, protocols);
      if (size > protocolsLength - 1) {
        return false;
      }
      if (size > 0) {
        long first = protocols + 1;
        ja4.protocol(Memory.u8(memory, first), Memory.u8(memory, first + size - 1));
      }
    }
    return true;
  }

  private boolean versions(MemorySegment memory, long at, int length) {
    if (length < 1 || Memory.u8(memory, at) > length - 1) {
      return false;
    }
    versions = at + 1;
    versionsLength = Memory.u8(memory, at) & -2;
    ja4.versions();
    for (long i = versions; i < versions + versionsLength; i += 2) {
      ja4.version(Memory.u16(memory, i));
    }
    return true;
  }

  private void write(MemorySegment memory, boolean whole, Letters out) {
    out.clear();
    for (long i = name; i < name + nameLength; i++) {
      out.untrusted(Bytes.lower(Memory.u8(memory, i)));
    }
    out.next();
    if (versionsLength == 0 && highest != 0) {
      TlsWords.version(highest, out);
    }
    for (long i = versions; i < versions + versionsLength; i += 2) {
      int version = Memory.u16(memory, i);
      if (!Ja4.isGrease(version)) {
        space(out);
        TlsWords.version(version, out);
      }
    }
    out.next();
    writeProtocols(memory, out);
    out.next();
    if (whole) {
      ja4.write(out);
    }
  }

  private void writeProtocols(MemorySegment memory, Letters out) {
    long end = protocols + protocolsLength;
    for (long at = protocols; at < end; at += 1 + Memory.u8(memory, at)) {
      int size = (int) Math.min(Memory.u8(memory, at), end - at - 1);
      boolean grease = size == 2 && Ja4.isGrease(Memory.u16(memory, at + 1));
      if (size > 0 && !grease) {
        space(out);
        for (long i = at + 1; i < at + 1 + size; i++) {
          out.untrusted(Memory.u8(memory, i));
        }
      }
    }
  }

  private static void space(Letters out) {
    if (!out.isBlank()) {
      out.trusted(' ');
    }
  }
}
