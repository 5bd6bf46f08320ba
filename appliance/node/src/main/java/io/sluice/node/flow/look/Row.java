package io.sluice.node.flow.look;

import io.sluice.node.flow.Flow;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The {@link Flow#LOOK} section: 16 bytes for all applications, the rest as DNS, TLS or HTTP lay it
 * out. A cursor to be used again.
 */
final class Row {
  static final int NONE = 0;
  static final int DNS = 1;
  static final int TLS = 2;
  static final int HTTP = 3;

  /** The client, who asks, is side b. */
  static final int CLIENT_IS_B = 1;

  /** Not to be searched for DNS on ports that are not known for it: it has been. */
  static final int SEARCHED = 1 << 1;

  /** DNS: asked of a group, answered elsewhere. */
  static final int GROUP = 1 << 2;

  /** DNS over TCP: the length came in a segment of its own; one bit for each direction. */
  static final int LENGTH_ALONE = 1 << 3;

  /** HTTP: a head goes on in the next segment; one bit for each direction. */
  static final int HEAD_OPEN = 1 << 3;

  /** HTTP: since the last request the server has sent something that was recognised. */
  static final int SERVER_HEARD = 1 << 2;

  /** HTTP: since the last request the server has sent something that was not. */
  static final int SERVER_SPOKE = 1 << 5;

  /** TLS: the ClientHello was read to its end. */
  static final int WHOLE = 1 << 2;

  /** TLS: there was a ClientHello. */
  static final int HELLO = 1 << 3;

  private static final int APP = Flow.LOOK;
  private static final int FLAGS = APP + 1;
  private static final int MALFORMED = APP + 2;
  private static final int SERIAL = APP + 4;
  private static final int NAME = APP + 8;

  static final int DNS_TYPE = APP + 16;
  static final int DNS_CODE = APP + 18;
  static final int DNS_QUERIES = APP + 20;
  static final int DNS_ANSWERS = APP + 24;
  static final int DNS_ERRORS = APP + 28;
  static final int DNS_NXDOMAIN = APP + 32;
  static final int DNS_SERVFAIL = APP + 36;
  static final int DNS_REPEATED = APP + 44;

  static final int HTTP_METHOD = APP + 16;
  static final int HTTP_ACKNOWLEDGED = APP + 17;
  static final int HTTP_STATUS = APP + 18;
  static final int HTTP_REQUESTS = APP + 20;
  static final int HTTP_RESPONSES = APP + 24;
  static final int HTTP_4XX = APP + 28;
  static final int HTTP_5XX = APP + 32;
  static final int HTTP_PATH = APP + 36;
  static final int HTTP_OPEN = APP + 38;
  static final int HTTP_BODY = APP + 44;

  /** Of DNS and HTTP alike. */
  static final int LATENCIES = APP + 40;

  static final int LATENCY_SUM = APP + 48;
  static final int LATENCY_MAX = APP + 56;

  static final int TLS_OFFERED = APP + 16;
  static final int TLS_CHOSEN = APP + 18;
  static final int TLS_CIPHER = APP + 20;
  static final int TLS_ALERTS = APP + 24;
  static final int TLS_ALERT = APP + 26;
  static final int TLS_BUFFER = APP + 28;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private MemorySegment memory = MemorySegment.NULL;
  private long at;

  Row on(Flow flow) {
    memory = flow.memory();
    at = flow.at();
    return this;
  }

  int u8(int field) {
    return memory.get(ValueLayout.JAVA_BYTE, at + field) & 0xff;
  }

  void put8(int field, int value) {
    memory.set(ValueLayout.JAVA_BYTE, at + field, (byte) value);
  }

  int u16(int field) {
    return memory.get(SHORT, at + field) & 0xffff;
  }

  /** Larger values stand as the largest. */
  void put16(int field, int value) {
    memory.set(SHORT, at + field, (short) Math.min(value, 0xffff));
  }

  int i32(int field) {
    return memory.get(INT, at + field);
  }

  long u32(int field) {
    return Integer.toUnsignedLong(i32(field));
  }

  void put32(int field, int value) {
    memory.set(INT, at + field, value);
  }

  void count32(int field) {
    put32(field, i32(field) + 1);
  }

  long i64(int field) {
    return memory.get(LONG, at + field);
  }

  void put64(int field, long value) {
    memory.set(LONG, at + field, value);
  }

  int app() {
    return u8(APP);
  }

  void app(int app) {
    put8(APP, app);
  }

  /** Forgets all but the client: the connection speaks something else from now on. */
  void become(int app) {
    for (int field = NAME; field < APP + Flow.LOOK_SIZE; field += Long.BYTES) {
      put64(field, 0);
    }
    put8(FLAGS, u8(FLAGS) & CLIENT_IS_B);
    put8(APP, app);
  }

  boolean has(int flag) {
    return (u8(FLAGS) & flag) != 0;
  }

  void set(int flag) {
    put8(FLAGS, u8(FLAGS) | flag);
  }

  void unset(int flag) {
    put8(FLAGS, u8(FLAGS) & ~flag);
  }

  int malformed() {
    return u16(MALFORMED);
  }

  void countMalformed() {
    put16(MALFORMED, malformed() + 1);
  }

  /** What this flow is called where memory is shared by all; 0 when it was never needed. */
  int serial() {
    return i32(SERIAL);
  }

  void serial(int serial) {
    put32(SERIAL, serial);
  }

  long name() {
    return i64(NAME);
  }

  void name(long number) {
    put64(NAME, number);
  }

  int client() {
    return has(CLIENT_IS_B) ? Flow.BA : Flow.AB;
  }

  void client(int direction) {
    if (direction == Flow.BA) {
      set(CLIENT_IS_B);
    } else {
      unset(CLIENT_IS_B);
    }
  }

  /** A measured time; one that went back is none. Clocks may jump: the sum never wraps. */
  void latency(long nanos) {
    if (nanos >= 0) {
      count32(LATENCIES);
      long sum = i64(LATENCY_SUM) + nanos;
      put64(LATENCY_SUM, sum < 0 ? Long.MAX_VALUE : sum);
      put64(LATENCY_MAX, Math.max(i64(LATENCY_MAX), nanos));
    }
  }
}
