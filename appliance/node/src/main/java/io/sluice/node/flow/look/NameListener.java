package io.sluice.node.flow.look;

import io.sluice.node.flow.Flow;

/** Told of every name that is read, not only of a flow's first. */
@FunctionalInterface
public interface NameListener {
  /**
   * Called by the worker, in the middle of a packet: may keep nothing of {@code flow}, whose row
   * this packet is counted in already.
   *
   * @param name a TLS client's server name, a DNS question's name, or an HTTP request's host as it
   *     was sent: in lower case, perhaps with a port; other than printable ASCII is escaped as in
   *     RFC 1035, 5.1
   */
  void heard(Flow flow, String name);
}
