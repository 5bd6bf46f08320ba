package io.sluice.engine.testing;

import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.WriteOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A small stack shaped like a real one: group, gateway, config, fleet, and links to what the user
 * owns.
 */
public final class Stack {
  /** A group whose region can never change. */
  public record Group(@Fixed(why = "a group stays where it is") String region)
      implements Resource {}

  /** A gateway whose VNI cannot change in place. */
  @Traffic("New flows stop until the new gateway is chained.")
  public record Gateway(
      Ref group,
      @Immutable(why = "tunnels change only on an empty pool") int vni,
      @Traffic("Probing restarts.") int interval)
      implements Resource {}

  /** A config object. */
  public record Config(Ref group, String hash) implements Resource {}

  /** A fleet behind the gateway. */
  public record Fleet(Ref gateway, int size, @WriteOnly String userData) implements Resource {}

  /** A link to the gateway. */
  public record Chain(Ref gateway) implements Resource {}

  public final FakeCloud cloud;
  private final Kind<Group> groups;
  private final Kind<Gateway> gateways;
  private final Kind<Config> configs;
  private final Kind<Fleet> fleets;
  private final Kind<Chain> chains;

  public String region = "west";
  public int vni = 900;
  public int interval = 5;
  public String hash = "h1";
  public int size = 2;
  public String userData = "boot";
  public List<String> links = List.of("users-lb");

  public Stack() {
    this(new FakeCloud());
  }

  private Stack(FakeCloud cloud) {
    this.cloud = cloud;
    groups = cloud.kind("group", false);
    gateways = cloud.kind("gateway", false);
    configs = cloud.kind("config", false);
    fleets = cloud.kind("fleet", false);
    chains = cloud.kind("chain", true);
  }

  /** Hands the current wishes to the cloud, in an order that is not the right one. */
  public FakeCloud want() {
    List<Desired<?>> desired = new ArrayList<>();
    for (String link : links) {
      desired.add(
          new Desired<>(
              chains, link, new Chain(Ref.own("gateway", "g", "/frontends/f")), Set.of()));
    }
    desired.add(
        new Desired<>(
            fleets,
            "fleet",
            new Fleet(Ref.own("gateway", "g", "/pools/p"), size, userData),
            Set.of(new Key("config", "c"))));
    desired.add(new Desired<>(configs, "c", new Config(Ref.own("group", "rg"), hash), Set.of()));
    desired.add(
        new Desired<>(gateways, "g", new Gateway(Ref.own("group", "rg"), vni, interval), Set.of()));
    desired.add(new Desired<>(groups, "rg", new Group(region), Set.of()));
    cloud.desired = desired;
    cloud.calls.clear();
    return cloud;
  }
}
