package io.sluice.engine.blueprint;

import java.time.Duration;

/** How a tool's targets are asked whether they are there; each is asked by itself. */
public sealed interface ToolHealth {
  /** The shortest interval. */
  Duration SHORTEST = Duration.ofMillis(100);

  /** The longest interval. */
  Duration LONGEST = Duration.ofHours(1);

  /** From question to question. */
  Duration interval();

  /** Questions in a row without an answer until a target gets nothing more. */
  int failAfter();

  /**
   * By a TCP connection.
   *
   * @param tcp the port that must take it
   */
  record Tcp(
      @Setting(value = "TCP port that a target must take a connection on.", min = 1, max = 65_535)
          int tcp,
      @Setting(value = "From question to question, 100ms to 1h.", fallback = "5s")
          Duration interval,
      @Setting(
              value = "Questions in a row without an answer until a target gets nothing more.",
              min = 1,
              max = 100,
              fallback = "3")
          int failAfter)
      implements ToolHealth {}

  /**
   * By an ICMP echo request.
   *
   * @param ping true
   */
  record Ping(
      @Setting("true: a target must answer ICMP echo requests.") boolean ping,
      @Setting(value = "From question to question, 100ms to 1h.", fallback = "5s")
          Duration interval,
      @Setting(
              value = "Questions in a row without an answer until a target gets nothing more.",
              min = 1,
              max = 100,
              fallback = "3")
          int failAfter)
      implements ToolHealth {}
}
