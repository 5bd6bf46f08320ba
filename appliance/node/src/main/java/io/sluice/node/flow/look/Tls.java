package io.sluice.node.flow.look;

import io.sluice.packet.Decoder;
import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/**
 * What TLS says before it is encrypted (RFC 5246, RFC 8446): the first ClientHello, the first
 * ServerHello, and alerts where records start with a segment.
 */
final class Tls {
  private static final int RANDOM = 32;
  private static final int VERSIONS = 43;
  private static final int ALERT_LENGTH = 2;
  private static final int LONGEST_ALERT = 256;

  /** A segment is searched no further than so many records. */
  private static final int MOST_RECORDS = 16;

  private final Names names;
  private final Letters letters;
  private final Hellos hellos;
  private final ClientHello hello = new ClientHello();
  private final LongAdder notWhole = new LongAdder();
  private final LongAdder malformed;
  private final Heard heard;

  Tls(Names names, Letters letters, Hellos hellos, LongAdder malformed, Heard heard) {
    this.names = names;
    this.letters = letters;
    this.hellos = hellos;
    this.malformed = malformed;
    this.heard = heard;
  }

  long notWhole() {
    return notWhole.sum();
  }

  static boolean isStart(MemorySegment memory, long at, long end) {
    return Records.isHello(memory, at, end, Records.CLIENT_HELLO)
        || Records.isHello(memory, at, end, Records.SERVER_HELLO);
  }

  /**
   * Looks at a segment.
   *
   * @param end where its captured bytes end
   * @param whole whether those are all it had on the wire
   */
  void segment(
      Row row,
      int direction,
      Decoder packet,
      MemorySegment memory,
      long at,
      long end,
      boolean whole) {
    int buffer = row.i32(Row.TLS_BUFFER);
    if (buffer != 0 && direction == row.client()) {
      goOn(row, buffer, packet, memory, at, end, whole);
    } else if (!row.has(Row.HELLO) && Records.isHello(memory, at, end, Records.CLIENT_HELLO)) {
      row.client(direction);
      row.set(Row.HELLO);
      clientHello(row, packet, memory, at, end, whole);
    } else if (Records.isHeader(memory, at, end)) {
      records(row, direction, memory, at, end);
    }
  }

  private void clientHello(
      Row row, Decoder packet, MemorySegment memory, long at, long end, boolean whole) {
    long message = at + Records.HEADER + Records.MESSAGE_HEADER;
    int length = Bytes.u24(memory, at + Records.HEADER + 1);
    boolean inOneRecord = length + Records.MESSAGE_HEADER <= Records.length(memory, at);
    if (inOneRecord && end - message >= length) {
      read(row, memory, message, message + length, true);
      return;
    }
    long stop = Math.min(end, at + Records.HEADER + Records.length(memory, at));
    read(row, memory, message, Math.max(message, Math.min(stop, message + length)), false);
    if (whole && length <= Hellos.MOST - Records.HEADER - Records.MESSAGE_HEADER) {
      int buffer = hellos.take(row.serial(), Segments.sequence(packet));
      row.put32(Row.TLS_BUFFER, buffer);
      goOn(row, buffer, packet, memory, at, end, true);
    } else {
      notWhole.increment();
    }
  }

  /** Adds a segment to a hello that goes on. */
  private void goOn(
      Row row, int buffer, Decoder packet, MemorySegment memory, long at, long end, boolean whole) {
    int length = Hellos.NONE;
    if (hellos.isOwner(buffer, row.serial())) {
      boolean added =
          whole && hellos.add(buffer, Segments.sequence(packet), memory, at, (int) (end - at));
      length = added ? hellos.join(buffer) : Hellos.NONE;
      if (length == Hellos.MORE && hellos.collected(buffer) < Hellos.MOST) {
        return;
      }
      hellos.release(buffer);
    }
    row.put32(Row.TLS_BUFFER, 0);
    if (length < 0) {
      notWhole.increment();
      return;
    }
    long message = hellos.text(buffer) + Records.HEADER + Records.MESSAGE_HEADER;
    read(row, hellos.memory(), message, message + length, true);
  }

  private void read(Row row, MemorySegment memory, long at, long end, boolean all) {
    boolean whole = hello.read(memory, at, end, letters);
    row.name(names.of(letters));
    heard.name(letters, ClientHello.SNI);
    row.put16(Row.TLS_OFFERED, hello.highest());
    if (whole) {
      row.set(Row.WHOLE);
    } else if (all) {
      malformed(row, true);
      notWhole.increment();
    }
  }

  /** Not where it is only that no more of it was captured. */
  private void malformed(Row row, boolean really) {
    if (really) {
      row.countMalformed();
      malformed.increment();
    }
  }

  private void records(Row row, int direction, MemorySegment memory, long start, long end) {
    long at = start;
    for (int i = 0; i < MOST_RECORDS && Records.isHeader(memory, at, end); i++) {
      int length = Records.length(memory, at);
      if (Records.type(memory, at) == Records.ALERT) {
        alert(row, memory, at + Records.HEADER, end, length);
      } else if (row.i32(Row.TLS_CIPHER) == 0
          && Records.isHello(memory, at, end, Records.SERVER_HELLO)) {
        if (!row.has(Row.HELLO)) {
          row.client(direction ^ 1);
        }
        serverHello(row, memory, at + Records.HEADER, Math.min(end, at + Records.HEADER + length));
      }
      at += Records.HEADER + length;
    }
  }

  private static void alert(Row row, MemorySegment memory, long at, long end, int length) {
    if (length == ALERT_LENGTH && end - at >= ALERT_LENGTH) {
      int level = Memory.u8(memory, at);
      if (level == 1 || level == 2) {
        row.put16(Row.TLS_ALERTS, row.u16(Row.TLS_ALERTS) + 1);
        row.put16(Row.TLS_ALERT, Memory.u8(memory, at + 1) + 1);
      }
    } else if (length <= LONGEST_ALERT && end - at == length) {
      // Encrypted: that there was one is all that can be seen
      row.put16(Row.TLS_ALERTS, row.u16(Row.TLS_ALERTS) + 1);
    }
  }

  /** RFC 8446, 4.1.3; as far as it is there. */
  private void serverHello(Row row, MemorySegment memory, long message, long end) {
    long at = message + Records.MESSAGE_HEADER;
    long stop = Math.min(end, at + Bytes.u24(memory, message + 1));
    if (stop - at < 2 + RANDOM + 1) {
      malformed(row, stop < end);
      return;
    }
    int version = Memory.u16(memory, at);
    at += 2 + RANDOM;
    at += 1 + Memory.u8(memory, at);
    if (stop - at < 3) {
      malformed(row, stop < end);
      return;
    }
    row.put16(Row.TLS_CHOSEN, version);
    row.put32(Row.TLS_CIPHER, Memory.u16(memory, at) + 1);
    at += 3 + 2;
    while (stop - at >= 4) {
      int type = Memory.u16(memory, at);
      int length = Memory.u16(memory, at + 2);
      if (type == VERSIONS && length == 2 && stop - at >= 6) {
        row.put16(Row.TLS_CHOSEN, Memory.u16(memory, at + 4));
      }
      at += 4 + length;
    }
  }
}
