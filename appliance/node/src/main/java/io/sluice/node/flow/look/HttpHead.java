package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Reads start lines and header fields of HTTP/1 messages (RFC 9112), as far as they are in one
 * segment. A cursor to be used again.
 */
final class HttpHead {
  /** The head goes on in the next segment. */
  static final long OPEN = -1;

  /** How many bytes of body follow is not said, or to be found out piece by piece. */
  static final long UNSAID = -1;

  private static final byte[] VERSION = "http/1.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HOST = "host:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of a body, beyond any; further digits are not read. */
  private static final long MOST = 1L << 50;

  /** "HTTP/1.1 200" */
  private static final int STATUS_LINE = 12;

  private final Letters letters;

  private int method;
  private int target;
  private long fields;
  private long bodyLength;
  private boolean host;

  HttpHead(Letters letters) {
    this.letters = letters;
  }

  /** A number of {@link HttpMethods}. */
  int method() {
    return method;
  }

  /** Bytes of what was asked for; those in this segment, where it goes on in the next. */
  int target() {
    return target;
  }

  /** Where the fields start, after {@link #isRequest} or {@link #status}. */
  long fields() {
    return fields;
  }

  /** After {@link #readFields}. */
  long bodyLength() {
    return bodyLength;
  }

  /** Whether the host was told in the fields: it stands in the letters. */
  boolean hasHost() {
    return host;
  }

  /** Whether a request starts here; sets what is known of it. */
  boolean isRequest(MemorySegment memory, long at, long end) {
    int token = HttpMethods.token(memory, at, end);
    if (token < 3) {
      return false;
    }
    long start = afterSpace(memory, at + token, end);
    long stop = start;
    while (stop < end && Memory.u8(memory, stop) > ' ') {
      stop++;
    }
    method = HttpMethods.of(memory, at, token);
    target = (int) (stop - start);
    fields = afterLine(memory, stop, end);
    long version = afterSpace(memory, stop, end);
    if (target == 0 || (version == stop && stop < end)) {
      return false;
    }
    return end - version < VERSION.length
        // The line goes on in the next segment, or was cut off
        ? method != HttpMethods.OTHER && isTarget(Memory.u8(memory, start))
        : Bytes.says(memory, version, end, VERSION);
  }

  private static boolean isTarget(int letter) {
    return letter == '/' || letter == 'h' || letter == '*';
  }

  /** The status that a response which starts here gives, 100 to 999; 0 when none starts here. */
  int status(MemorySegment memory, long at, long end) {
    if (end - at < STATUS_LINE
        || Memory.u8(memory, at) != 'H'
        || !Bytes.says(memory, at, end, VERSION)
        || Memory.u8(memory, at + VERSION.length + 1) != ' ') {
      return 0;
    }
    int status = 0;
    for (long i = at + STATUS_LINE - 3; i < at + STATUS_LINE; i++) {
      int digit = Memory.u8(memory, i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      status = status * 10 + digit;
    }
    fields = afterLine(memory, at + STATUS_LINE, end);
    return status < 100 ? 0 : status;
  }

  private static long afterLine(MemorySegment memory, long at, long end) {
    for (long i = at; i < end; i++) {
      if (Memory.u8(memory, i) == '\n') {
        return i + 1;
      }
    }
    return end;
  }

  /**
   * Reads header fields up to the empty line.
   *
   * @return where the body starts, or {@link #OPEN}
   */
  long readFields(MemorySegment memory, long at, long end) {
    host = false;
    bodyLength = 0;
    boolean pieces = false;
    for (long line = at; line < end; ) {
      int first = Bytes.lower(Memory.u8(memory, line));
      if (first == '\n') {
        return body(line + 1, pieces);
      }
      if (first == '\r' && end - line > 1 && Memory.u8(memory, line + 1) == '\n') {
        return body(line + 2, pieces);
      }
      if (first == 'h' && !host && Bytes.says(memory, line, end, HOST)) {
        readHost(memory, line + HOST.length, end);
      } else if (first == 'c' && Bytes.says(memory, line, end, LENGTH)) {
        readLength(memory, line + LENGTH.length, end);
      } else if (first == 't' && Bytes.says(memory, line, end, ENCODING)) {
        pieces = true;
      }
      line = afterLine(memory, line, end);
    }
    body(end, pieces);
    return OPEN;
  }

  private long body(long at, boolean pieces) {
    if (pieces) {
      bodyLength = UNSAID;
    }
    return at;
  }

  private void readHost(MemorySegment memory, long at, long end) {
    long start = afterSpace(memory, at, end);
    letters.clear();
    for (long i = start; i < end; i++) {
      int letter = Memory.u8(memory, i);
      if (letter == '\r' || letter == '\n') {
        break;
      }
      if (letter != ' ' && letter != '\t') {
        letters.untrusted(Bytes.lower(letter));
      }
    }
    host = !letters.isBlank();
  }

  private void readLength(MemorySegment memory, long at, long end) {
    long length = 0;
    for (long i = afterSpace(memory, at, end); i < end && length < MOST; i++) {
      int digit = Memory.u8(memory, i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      length = length * 10 + digit;
    }
    bodyLength = length;
  }

  private static long afterSpace(MemorySegment memory, long at, long end) {
    long start = at;
    while (start < end && (Memory.u8(memory, start) == ' ' || Memory.u8(memory, start) == '\t')) {
      start++;
    }
    return start;
  }
}
