package io.sluice.sandbox.fabric;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the emulated internet reaches a service: a frontend of a public load balancer, or a network
 * interface with a public address of its own.
 *
 * @param id of the frontend's or the interface's ip-configuration, in lower case
 * @param name of the load balancer or the network interface
 * @param publicIp dotted IPv4
 * @param gateway id of the gateway frontend it is chained to, in lower case, or null
 */
record Frontend(
    String id, String name, String publicIp, @Nullable String gateway, List<Rule> rules) {
  Optional<Rule> rule(int protocol, int port) {
    return rules.stream().filter(rule -> rule.matches(protocol, port)).findFirst();
  }
}
