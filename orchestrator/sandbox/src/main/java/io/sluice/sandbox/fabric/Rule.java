package io.sluice.sandbox.fabric;

import java.util.List;

/**
 * A load-balancing rule of a public frontend.
 *
 * @param protocol IP protocol number, or 0 for all
 * @param frontendPort 0 for all
 */
record Rule(int protocol, int frontendPort, int backendPort, List<Watch> backends) {
  boolean matches(int flowProtocol, int port) {
    return (protocol == 0 || protocol == flowProtocol)
        && (frontendPort == 0 || frontendPort == port);
  }
}
