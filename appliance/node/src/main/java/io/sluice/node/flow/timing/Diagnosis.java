package io.sluice.node.flow.timing;

import io.sluice.node.flow.Flow;
import java.util.Locale;

/**
 * Says of a TCP flow, in one short sentence, where its time went.
 *
 * <p>A connection that did not come about is told of first, then a server that never answers
 * ({@link #UNANSWERED}, or a reset). Otherwise the time that can be accounted for is the server's
 * (application delay), the network's (handshake and round trips of requests), that of transfers,
 * and the client's (thinking). What has at least {@link #MOST} of it is named; if nothing has, the
 * two that have most. Retransmissions are the network's: they are named where they are at least
 * {@link #LOSS} of all packets and more than one, and take the place of network, transfer or client
 * as the cause.
 */
final class Diagnosis {
  /** Share of the time that makes a cause the cause. */
  static final double MOST = 0.5;

  /** Share of packets sent again that is worth a word. */
  static final double LOSS = 0.01;

  /** A request that is open for so many nanoseconds is one that the server does not answer. */
  static final long UNANSWERED = 1_000_000_000;

  private static final int LEAST_LOST = 2;
  private static final int TCP = 6;

  private final Flow flow;
  private final Section section;
  private final int client;

  private Diagnosis(Flow flow) {
    this.flow = flow;
    this.section = new Section().on(flow);
    this.client = section.client();
  }

  /** Empty for what is not TCP. */
  static String of(Flow flow) {
    return flow.protocol() == TCP ? new Diagnosis(flow).sentence() : "";
  }

  /** How far the handshake came, in words; empty for what is not TCP. */
  static String handshake(Flow flow) {
    return flow.protocol() == TCP ? new Diagnosis(flow).handshake() : "";
  }

  private String handshake() {
    boolean syn = section.has(Flags.SYN);
    boolean synAck = section.has(Flags.SYN_ACK);
    if (section.has(Flags.REFUSED)) {
      return "refused";
    }
    if (section.has(Flags.COMPLETE)) {
      return syn ? "complete" : "SYN not seen";
    }
    if (syn) {
      return synAck ? "SYN-ACK not acknowledged" : "SYN not answered";
    }
    return synAck ? "SYN-ACK without SYN" : "not seen";
  }

  private String sentence() {
    String failure = failure();
    if (!failure.isEmpty()) {
      return failure;
    }
    String reset = reset();
    String time = unanswered();
    if (time.isEmpty()) {
      time = time();
    }
    if (time.isEmpty()) {
      return reset.isEmpty() ? "no request was answered" : reset;
    }
    return reset.isEmpty() ? time : time + "; " + reset;
  }

  private boolean seen(int direction) {
    return flow.packets(direction) > 0;
  }

  private String failure() {
    boolean open = section.has(Flags.SHAKING);
    if (section.has(Flags.REFUSED)) {
      return "refused: the server answered the SYN by RST";
    }
    if (open && !section.has(Flags.SYN_ACK)) {
      return seen(1 - client)
          ? "handshake never completed: no SYN-ACK"
          : "no answer to SYN (%d sent)".formatted(flow.syns(client));
    }
    if (open && !section.has(Flags.SYN) && !seen(client)) {
      return "SYN-ACK without SYN: asymmetric route or reflected attack";
    }
    if (open) {
      return section.has(Flags.RESET_A, client)
          ? "handshake never completed: the client reset it"
          : "handshake never completed: SYN-ACK not acknowledged";
    }
    return seen(Flow.AB) && seen(Flow.BA) ? "" : "only one side was seen";
  }

  private String reset() {
    if (!section.has(Flags.both(Flags.RESET_A))) {
      return "";
    }
    return section.has(Flags.RESET_A, client) ? "reset by client" : "reset by server";
  }

  /** What a client has said to a server that says nothing at all, or empty. */
  private String unanswered() {
    if (!section.has(Flags.REQUEST) || flow.payload(1 - client) > 0) {
      return "";
    }
    long nanos = Clock.between(section.newest(client), Clock.tick(flow.lastNanos()));
    boolean reset = section.has(Flags.RESET_A, 1 - client);
    if (nanos < (reset ? 0 : UNANSWERED)) {
      return "";
    }
    return section.has(Flags.REQUEST_ACKNOWLEDGED)
        ? "server: acknowledged the request, no answer in " + words(nanos)
        : "network or server: request not acknowledged in " + words(nanos);
  }

  private String time() {
    long responses = Samples.RESPONSES.sum(section.memory(), section.at(Layout.RESPONSES));
    boolean split = RoundTrips.baseline(section, client) >= 0;
    long server = split ? Math.min(responses, section.sum(Layout.APPLICATION)) : responses;
    long acknowledged = Math.max(0, Handshake.client(section));
    long held = section.has(Flags.DEFERRED) ? acknowledged : 0;
    long handshake = Math.max(0, Handshake.server(section)) + acknowledged - held;
    long[] parts = {
      server,
      handshake + responses - server,
      section.sum(Layout.REQUESTING) + section.sum(Layout.RESPONDING),
      section.sum(Layout.THINKING) + held
    };
    return cause(parts, parts[0] + parts[1] + parts[2] + parts[3]);
  }

  private String cause(long[] parts, long all) {
    int first = largest(parts, -1);
    String loss = loss();
    if (!loss.isEmpty() && first != 0) {
      return "network: " + loss;
    }
    if (all == 0) {
      return "";
    }
    if (parts[first] >= all * MOST) {
      String named = "%s: %s of %s".formatted(name(first), words(parts[first]), words(all));
      long resent = section.countedRare(Layout.RESENT_REQUESTS);
      String again =
          first == 0 && resent > 0
              ? "; " + resent + (resent == 1 ? " request" : " requests") + " sent again"
              : "";
      return named + again + (loss.isEmpty() ? "" : "; " + loss);
    }
    int second = largest(parts, first);
    return "%s %s, %s %s of %s"
        .formatted(
            name(first), words(parts[first]), name(second), words(parts[second]), words(all));
  }

  private static int largest(long[] parts, int except) {
    int largest = except == 0 ? 1 : 0;
    for (int i = 0; i < parts.length; i++) {
      if (i != except && parts[i] > parts[largest]) {
        largest = i;
      }
    }
    return largest;
  }

  private String name(int part) {
    return switch (part) {
      case 0 -> "server";
      case 1 -> "network";
      case 2 -> transfer();
      default -> "client waits";
    };
  }

  /** A receiver that announced a full buffer was what a transfer waited for. */
  private String transfer() {
    if (section.u16(Layout.WINDOW + 2 * client) == 1) {
      return "transfer, client's buffer full";
    }
    return section.u16(Layout.WINDOW + 2 * (1 - client)) == 1
        ? "transfer, server's buffer full"
        : "transfer";
  }

  private String loss() {
    long resent = section.counted(Layout.RESENT) + section.counted(Layout.RESENT + 2);
    long packets = flow.packets(Flow.AB) + flow.packets(Flow.BA) - section.counted(Layout.COPIES);
    boolean many = resent >= LEAST_LOST && resent >= packets * LOSS;
    return many
        ? String.format(Locale.ROOT, "%d %% retransmitted", Math.round(100.0 * resent / packets))
        : "";
  }

  private static String words(long nanos) {
    if (nanos < 1_000_000) {
      return nanos / 1_000 + " us";
    }
    if (nanos < 10_000_000) {
      return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
    if (nanos < 1_000_000_000) {
      return Math.round(nanos / 1e6) + " ms";
    }
    return nanos < 120_000_000_000L
        ? String.format(Locale.ROOT, "%.1f s", nanos / 1e9)
        : Math.round(nanos / 60e9) + " min";
  }
}
