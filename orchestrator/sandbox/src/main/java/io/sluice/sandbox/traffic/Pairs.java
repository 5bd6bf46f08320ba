package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.fabric.Station;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who talks to whom: mirrored interfaces serve, other instances of their VPC ask. */
final class Pairs {
  /** A client and a server. */
  record Pair(Eni client, Eni server) {}

  private record Network(String region, String vpcId) {}

  private final List<Eni> servers = new ArrayList<>();
  private final Map<Network, List<Eni>> clients = new HashMap<>();

  /**
   * @param wanted an interface's id or address, or an instance's id, that shall serve; or null for
   *     all mirrored ones
   * @throws TrafficException when there is nobody to talk to
   */
  Pairs(List<Station> stations, @Nullable String wanted) throws TrafficException {
    for (Station station : stations) {
      if (!station.appliance()) {
        clients.computeIfAbsent(network(station.eni()), n -> new ArrayList<>()).add(station.eni());
      }
    }
    List<Eni> mirrored =
        stations.stream()
            .filter(station -> station.mirrored() && !station.appliance())
            .map(Station::eni)
            .toList();
    if (mirrored.isEmpty()) {
      throw new TrafficException("No interface of a running instance is mirrored.");
    }
    for (Eni eni : mirrored) {
      if (wanted == null || names(eni, wanted)) {
        if (client(eni, 0) == null) {
          throw new TrafficException(
              "There is no other running instance in %s to talk to %s."
                  .formatted(eni.vpcId(), eni.id()));
        }
        servers.add(eni);
      }
    }
    if (servers.isEmpty()) {
      throw new TrafficException(
          "%s is none of the %d mirrored interfaces; %s is one, at %s of %s."
              .formatted(
                  wanted,
                  mirrored.size(),
                  mirrored.getFirst().id(),
                  mirrored.getFirst().privateIp(),
                  mirrored.getFirst().instanceId()));
    }
  }

  private static boolean names(Eni eni, String wanted) {
    return wanted.equals(eni.id())
        || wanted.equals(eni.privateIp())
        || wanted.equals(eni.instanceId());
  }

  private static Network network(Eni eni) {
    return new Network(eni.region(), eni.vpcId());
  }

  /** The first client from a place on that is no interface of the server's own instance. */
  private @Nullable Eni client(Eni server, long place) {
    List<Eni> all = clients.getOrDefault(network(server), List.of());
    for (int i = 0; i < all.size(); i++) {
      Eni client = all.get((int) ((place + i) % all.size()));
      if (!Objects.equals(client.instanceId(), server.instanceId())) {
        return client;
      }
    }
    return null;
  }

  /** The pair of a conversation: servers take turns, and each meets all of its clients in turn. */
  Pair pair(long number) {
    Eni server = servers.get((int) (number % servers.size()));
    long round = number / servers.size() + number % servers.size();
    return new Pair(Objects.requireNonNull(client(server, round)), server);
  }

  /** Mirrored interfaces that serve. */
  int servers() {
    return servers.size();
  }
}
