package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is mirrored from where to where, at one moment. */
final class Taps {
  static final Taps NONE = new Taps();

  /** Ids are one region's own: every region begins with the same estate. */
  record Key(String region, String id) {}

  private record Rules(List<MirrorRule> rules, boolean amazonDns) {}

  private final Map<Key, Tap> interfaces = new HashMap<>();
  private final Map<Key, GatewayEndpoint> endpoints = new HashMap<>();
  private final Map<String, Set<Integer>> addresses = new HashMap<>();
  private final List<Session> sessions = new ArrayList<>();

  private Taps() {}

  /**
   * Reads everything: work in proportion to interfaces and sessions, with each filter compiled
   * once.
   *
   * @param counters a session's counter, an old one where there is one
   */
  static Taps read(Compute compute, Function<Key, Counter> counters) {
    Taps taps = new Taps();
    Map<Rules, Filter> filters = new HashMap<>();
    for (String region : compute.regions()) {
      Map<String, List<Session>> bySource = new HashMap<>();
      for (MirrorSession mirror : compute.mirrorSessions(region)) {
        Filter filter =
            filters.computeIfAbsent(
                new Rules(mirror.rules(), mirror.amazonDns()),
                rules -> new Filter(rules.rules(), rules.amazonDns()));
        Session session = new Session(mirror, filter, counters.apply(new Key(region, mirror.id())));
        taps.sessions.add(session);
        bySource.computeIfAbsent(mirror.sourceEni(), id -> new ArrayList<>(1)).add(session);
      }
      Set<Integer> known = taps.addresses.computeIfAbsent(region, name -> new HashSet<>());
      for (Eni eni : compute.interfaces(region)) {
        List<Session> own = bySource.getOrDefault(eni.id(), List.of());
        if (own.size() > 1) {
          own.sort(Comparator.comparingInt(session -> session.mirror().number()));
        }
        int address = Addresses.of(eni.privateIp());
        known.add(address);
        taps.interfaces.put(new Key(region, eni.id()), new Tap(eni, address, own));
      }
      for (GatewayEndpoint endpoint : compute.gatewayEndpoints(region)) {
        taps.endpoints.put(new Key(region, endpoint.id()), endpoint);
      }
    }
    return taps;
  }

  @Nullable Tap tap(String region, String eniId) {
    return interfaces.get(new Key(region, eniId));
  }

  Iterable<Tap> all() {
    return interfaces.values();
  }

  @Nullable GatewayEndpoint endpoint(String region, String id) {
    return endpoints.get(new Key(region, id));
  }

  /** Whether an interface of the region has the address. */
  boolean known(String region, int address) {
    return addresses.getOrDefault(region, Set.of()).contains(address);
  }

  List<Session> sessions() {
    return sessions;
  }
}
