package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Requests and responses of HTTP/1 (RFC 9112) on one connection, any number of them, also several
 * requests before the first response. Method, host, path and status are the first ones', the counts
 * all of them.
 *
 * <p>Heads are looked for where segments start and where a body of known length ends. A response
 * answers the oldest request that has none yet. But when a request comes after the server has sent
 * something that was not recognised, or the client has acknowledged what nobody saw, those before
 * it count as answered unseen.
 */
final class Http {
  private static final int CONTINUE_BELOW = 200;
  private static final int SWITCHING = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Names names;
  private final Letters letters;
  private final Outstanding outstanding;
  private final Heard heard;
  private final HttpHead head;

  Http(Names names, Letters letters, Outstanding outstanding, Heard heard) {
    this.names = names;
    this.letters = letters;
    this.outstanding = outstanding;
    this.heard = heard;
    this.head = new HttpHead(letters);
  }

  /** Whether a connection that starts like this speaks HTTP/1. */
  boolean isStart(MemorySegment memory, long at, long end) {
    int first = Memory.u8(memory, at);
    return first >= 'A'
        && first <= 'Z'
        && (head.status(memory, at, end) != 0 || head.isRequest(memory, at, end));
  }

  /** Whether a proxy has agreed to pass on what follows (RFC 9110, 9.3.6). */
  static boolean isTunnel(Row row) {
    return row.u8(Row.HTTP_METHOD) == HttpMethods.CONNECT && row.u16(Row.HTTP_STATUS) / 100 == 2;
  }

  /**
   * Looks at a segment.
   *
   * @param acknowledged changes when the client has acknowledged more
   * @param end where its captured bytes end
   * @param missing bytes after those that were on the wire
   */
  void segment(
      Row row,
      int direction,
      int acknowledged,
      MemorySegment memory,
      long start,
      long end,
      long missing,
      long nanos) {
    long at = start;
    if (direction != row.client()) {
      at = afterBody(row, memory, at, end, missing);
    }
    boolean any = at > start;
    while (at < end) {
      long next = message(row, direction, acknowledged, memory, at, end, nanos);
      if (next == at) {
        break;
      }
      any = true;
      at = next;
    }
    if (!any) {
      other(row, direction, memory, start, end, missing);
    } else if (direction != row.client()) {
      row.set(Row.SERVER_HEARD);
    }
    if (direction != row.client() && at > end) {
      body(row, at - end - missing);
    }
  }

  /** A response's body that goes on: where it ends, at most {@code end}. */
  private long afterBody(Row row, MemorySegment memory, long at, long end, long missing) {
    long left = row.u32(Row.HTTP_BODY);
    if (left == 0) {
      return at;
    }
    boolean awaited = row.u16(Row.HTTP_OPEN) > 0 || row.i32(Row.HTTP_REQUESTS) == 0;
    if (awaited && head.status(memory, at, end) != 0) {
      // Some of the body was not seen, or it was none: a HEAD's
      row.put32(Row.HTTP_BODY, 0);
      return at;
    }
    long there = end + missing - at;
    body(row, left - there);
    return Math.min(end, at + left);
  }

  private static void body(Row row, long left) {
    row.put32(Row.HTTP_BODY, (int) Math.clamp(left, 0, 0xffff_ffffL));
  }

  /** Reads a message that starts at {@code at}: where the next one does, or {@code at}. */
  private long message(
      Row row,
      int direction,
      int acknowledged,
      MemorySegment memory,
      long at,
      long end,
      long nanos) {
    int status = head.status(memory, at, end);
    if (status != 0) {
      if (row.i32(Row.HTTP_REQUESTS) == 0) {
        row.client(direction ^ 1);
      }
      return direction == row.client() ? at : response(row, direction, status, memory, end, nanos);
    }
    if (head.isRequest(memory, at, end)) {
      if (row.i32(Row.HTTP_REQUESTS) == 0 && row.i32(Row.HTTP_RESPONSES) == 0) {
        row.client(direction);
      }
      if (direction == row.client()) {
        skipAnswered(row, acknowledged);
        return request(row, direction, memory, end, nanos);
      }
    }
    return at;
  }

  private static void skipAnswered(Row row, int acknowledged) {
    boolean unseen = !row.has(Row.SERVER_HEARD) && row.u8(Row.HTTP_ACKNOWLEDGED) != acknowledged;
    if (row.has(Row.SERVER_SPOKE) || unseen) {
      row.put16(Row.HTTP_OPEN, 0);
    }
    row.unset(Row.SERVER_SPOKE | Row.SERVER_HEARD);
    row.put8(Row.HTTP_ACKNOWLEDGED, acknowledged);
  }

  private long request(Row row, int direction, MemorySegment memory, long end, long nanos) {
    if (row.i32(Row.HTTP_REQUESTS) == 0) {
      row.put8(Row.HTTP_METHOD, head.method());
      row.put16(Row.HTTP_PATH, head.target());
    }
    outstanding.put(Outstanding.key(row.serial(), direction, row.i32(Row.HTTP_REQUESTS)), nanos);
    row.count32(Row.HTTP_REQUESTS);
    row.put16(Row.HTTP_OPEN, row.u16(Row.HTTP_OPEN) + 1);
    return fields(row, direction, memory, head.fields(), end, false);
  }

  private long response(
      Row row, int direction, int status, MemorySegment memory, long end, long nanos) {
    row.unset(Row.SERVER_SPOKE);
    boolean last = status >= CONTINUE_BELOW || status == SWITCHING;
    if (last) {
      if (row.i32(Row.HTTP_RESPONSES) == 0) {
        row.put16(Row.HTTP_STATUS, status);
      }
      row.count32(Row.HTTP_RESPONSES);
      if (status / 100 == 4) {
        row.count32(Row.HTTP_4XX);
      } else if (status / 100 == 5) {
        row.count32(Row.HTTP_5XX);
      }
      answered(row, direction, nanos);
    }
    boolean empty = status < CONTINUE_BELOW || status == NO_CONTENT || status == NOT_MODIFIED;
    return fields(row, direction, memory, head.fields(), end, empty);
  }

  private void answered(Row row, int direction, long nanos) {
    int open = row.u16(Row.HTTP_OPEN);
    if (open > 0) {
      row.put16(Row.HTTP_OPEN, open - 1);
      int number = row.i32(Row.HTTP_REQUESTS) - open;
      long asked = outstanding.take(Outstanding.key(row.serial(), direction ^ 1, number));
      if (asked != Outstanding.UNKNOWN) {
        row.latency(nanos - asked);
      }
    }
  }

  /** Where the next message starts: after {@code end} when the body goes on there. */
  private long fields(
      Row row, int direction, MemorySegment memory, long at, long end, boolean empty) {
    long body = head.readFields(memory, at, end);
    if (head.hasHost() && direction == row.client()) {
      heard.name(letters, 0);
      if (row.name() == 0) {
        row.name(names.of(letters));
      }
    }
    if (body == HttpHead.OPEN) {
      row.set(Row.HEAD_OPEN << direction);
      return end;
    }
    row.unset(Row.HEAD_OPEN << direction);
    if (empty) {
      return body;
    }
    return head.bodyLength() == HttpHead.UNSAID ? end : body + head.bodyLength();
  }

  /** A segment in which no message starts: the rest of a head, or of a body. */
  private void other(
      Row row, int direction, MemorySegment memory, long at, long end, long missing) {
    if (row.has(Row.HEAD_OPEN << direction)) {
      long next = fields(row, direction, memory, at, end, false);
      if (direction != row.client() && next > end) {
        body(row, next - end - missing);
      }
    } else if (direction != row.client()) {
      row.set(Row.SERVER_SPOKE);
    }
  }
}
