package io.sluice.sandbox.traffic;

import org.jspecify.annotations.Nullable;

/**
 * What to send. Absent numbers are 0 and mean the default.
 *
 * @param frontend public IP, name of the load balancer or network interface, or id of the frontend;
 *     may be absent where there is only one. Where traffic is mirrored: a mirrored interface's id
 *     or private IP, or its instance's id; all of them where it is absent
 * @param port of the service; otherwise the frontend's first rule, or 443 where traffic is mirrored
 * @param conversations how many to generate, 1,000 unless a duration is given; with a capture, its
 *     conversations count
 * @param rate conversations started per second, otherwise as fast as they complete
 * @param payload bytes of each response's body, 0 to 1,000,000
 * @param durationSeconds after which no conversation is started any more, 3,600 at most
 * @param pcap path of a pcap or pcapng file to replay instead of generating
 */
public record TrafficRequest(
    @Nullable String frontend,
    int port,
    long conversations,
    double rate,
    int payload,
    double durationSeconds,
    @Nullable String pcap) {

  private static final long DEFAULT_CONVERSATIONS = 1000;

  /**
   * Checks the ranges.
   *
   * @throws TrafficException naming the field
   */
  void check() throws TrafficException {
    range("port", port, 0, 65_535);
    range("conversations", (double) conversations, 0, 10_000_000);
    range("rate", rate, 0, 1_000_000);
    range("payload", payload, 0, 1_000_000);
    range("durationSeconds", durationSeconds, 0, 3_600);
  }

  /** How many conversations to generate. */
  long count() {
    if (conversations > 0) {
      return conversations;
    }
    return durationSeconds > 0 ? Long.MAX_VALUE : DEFAULT_CONVERSATIONS;
  }

  private static void range(String name, double value, double low, double high)
      throws TrafficException {
    if (!(value >= low && value <= high)) {
      throw new TrafficException(
          "%s must be between %.0f and %.0f, not %s.".formatted(name, low, high, value));
    }
  }
}
