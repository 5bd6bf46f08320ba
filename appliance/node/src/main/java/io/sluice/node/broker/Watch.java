package io.sluice.node.broker;

import io.sluice.node.linux.Ping;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Knows a target's address, and whether it answers. Where that takes waiting, for a name's look-up
 * or a health check, a thread does it.
 */
final class Watch implements AutoCloseable {
  private static final Duration LOOKUP_PACE = Duration.ofMinutes(1);
  private static final Duration LOOKUP_AGAIN = Duration.ofSeconds(5);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private final Target target;
  private final @Nullable Health health;
  private final @Nullable Thread thread;
  private final boolean named;
  private volatile @Nullable InetAddress address;
  private volatile String trouble = "";
  private volatile boolean closed;
  private int misses;

  Watch(String tool, Target target, @Nullable Health health) {
    this.target = target;
    this.health = health;
    this.address = literal(target.host());
    this.named = address == null;
    if (named) {
      trouble = "its name has not been looked up yet";
    }
    thread =
        named || health != null
            ? Thread.ofPlatform().daemon().name("watch-" + tool).start(this::run)
            : null;
  }

  static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Where the target is, or null while its name is not known. */
  @Nullable InetAddress address() {
    return address;
  }

  /** Why it is down, a clause, or empty. */
  String trouble() {
    return trouble;
  }

  private void run() {
    long lookupDue = System.nanoTime();
    try {
      while (!closed) {
        if (named && System.nanoTime() - lookupDue >= 0) {
          Duration pause = lookup() ? LOOKUP_PACE : LOOKUP_AGAIN;
          lookupDue = System.nanoTime() + pause.toNanos();
        }
        InetAddress at = address;
        if (health != null && at != null) {
          ask(health, at);
        }
        Thread.sleep(health == null ? LOOKUP_AGAIN : health.interval());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private boolean lookup() {
    try {
      InetAddress found = InetAddress.getByName(target.host());
      if (!found.equals(address)) {
        address = found;
        misses = 0;
        trouble = "";
      }
      return true;
    } catch (UnknownHostException e) {
      // The last known address may still be right
      if (address == null) {
        trouble = "its name cannot be looked up";
      }
      return false;
    }
  }

  private void ask(Health how, InetAddress at) {
    String why = miss(how, at);
    if (why.isEmpty()) {
      misses = 0;
      trouble = "";
    } else if (++misses >= how.failAfter()) {
      trouble = why;
    }
  }

  /** Why there is no answer, or empty. */
  private static String miss(Health how, InetAddress at) {
    Duration patience =
        how.interval().compareTo(LONGEST_ANSWER) < 0 ? how.interval() : LONGEST_ANSWER;
    try {
      if (how.pings()) {
        return Ping.answers(at, patience) ? "" : "it does not answer echo requests";
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(at, how.tcpPort()), (int) patience.toMillis());
        return "";
      }
    } catch (IOException e) {
      return how.pings()
          ? "an echo request cannot be sent: " + e.getMessage()
          : "it takes no connection on TCP port %d: %s".formatted(how.tcpPort(), e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
