package io.sluice.node.broker;

import java.net.InetAddress;
import java.util.List;

/** The tools of the running config. Safe for use by several threads. */
public final class Broker implements AutoCloseable {
  /**
   * @param source address of this machine to send from; a wildcard leaves it to the system
   */
  public Broker(InetAddress source) {}

  /** Offers packets to made-up tools whose senders discard them, to warm a worker's path up. */
  public static Broker forNothing() {
    return new Broker(InetAddress.getLoopbackAddress());
  }

  /** The next worker's tap. */
  public synchronized BrokerTap tap() {
    return new BrokerTap();
  }

  /**
   * From now on serves these tools: those that are as they were go on undisturbed, others start
   * anew; a tool's counts go on by its name.
   *
   * @throws BadTools when one of them cannot be served; then nothing has changed
   */
  public synchronized void change(List<ToolConfig> tools) throws BadTools {
    if (tools.stream().map(ToolConfig::name).distinct().count() < tools.size()) {
      throw new BadTools("two tools have the same name");
    }
  }

  /** What became of packets so far. */
  public BrokerCounts counts() {
    return new BrokerCounts(List.of());
  }

  /** Sends what is queued, for a second at most, and ends all senders. */
  @Override
  public synchronized void close() {}
}
