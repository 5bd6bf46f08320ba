package io.sluice.cli;

import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A cloud of two resources, a network and a gateway in it, that does and refuses as told. */
final class FakeProvider implements Provider {
  /** A network. */
  record Network(String space) implements Resource {}

  /** A gateway whose VNI stays what it is. */
  record Gateway(Ref network, @Immutable(why = "the cloud keeps it") int vni, int interval)
      implements Resource {}

  /** A chain from something the user owns. */
  record Chain(Ref gateway) implements Resource {}

  /** The cloud says no. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  final Map<String, Found<?>> standing = new ConcurrentHashMap<>();
  final List<Machine> machines = new ArrayList<>();
  final Map<String, String> outputs = new TreeMap<>();
  final FakeObjects objects = new FakeObjects();
  int vni = 900;
  int interval = 5;

  /** Ids that are linked. */
  List<String> links = List.of();

  /** The logical id of what may not be created, or empty. */
  String refused = "";

  /** What every delete throws, or null. */
  RuntimeException undeletable;

  /** The logical id of what a delete leaves standing, or empty. */
  String survivor = "";

  /** What every discovery throws, or null. */
  RuntimeException away;

  final List<Problem> notices = new ArrayList<>();

  /** Runs within each create. */
  Runnable meanwhile = () -> {};

  private final Kind<Network> networks = new FakeKind<>("network", false);
  private final Kind<Gateway> gateways = new FakeKind<>("gateway", false);
  private final Kind<Chain> chains = new FakeKind<>("chain", true);

  @Override
  public Identity identity() {
    return new Identity("demo", "test");
  }

  @Override
  public List<Kind<?>> kinds() {
    return List.of(networks, gateways, chains);
  }

  @Override
  public List<Desired<?>> desired() {
    List<Desired<?>> desired = new ArrayList<>();
    desired.add(new Desired<>(networks, "main", new Network("10.0.0.0/16"), Set.of()));
    Gateway gateway = new Gateway(Ref.own("network", "main"), vni, interval);
    desired.add(new Desired<>(gateways, "front", gateway, Set.of()));
    for (String link : links) {
      desired.add(new Desired<>(chains, link, new Chain(Ref.own("gateway", "front")), Set.of()));
    }
    return desired;
  }

  @Override
  public List<Problem> notices() {
    return notices;
  }

  @Override
  public Failure classify(Throwable error) {
    return error instanceof Refusal
        ? new Failure(
            Failure.Type.DENIED,
            null,
            Problem.error("cloud.denied", String.valueOf(error.getMessage()))
                .withHint("Ask for the role."))
        : new Failure(Failure.Type.BUG, null, Problem.error("bug", error.toString()));
  }

  @Override
  public Objects mailbox() {
    return objects;
  }

  @Override
  public Fleet fleet() {
    return new Fleet() {
      @Override
      public String configHash() {
        return "0123456789abcdef";
      }

      @Override
      public List<Machine> machines() {
        return List.copyOf(machines);
      }
    };
  }

  @Override
  public Map<String, String> outputs() {
    return outputs;
  }

  @Override
  public void close() {}

  private final class FakeKind<R extends Resource> implements Kind<R> {
    private final String name;
    private final boolean link;

    FakeKind(String name, boolean link) {
      this.name = name;
      this.link = link;
    }

    @Override
    public boolean link() {
      return link;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String label() {
      return name;
    }

    @Override
    @SuppressWarnings("unchecked") // what stands under a kind's name was put there by that kind
    public Discovery<R> discover() {
      if (away != null) {
        throw away;
      }
      return new Discovery<>(
          standing.values().stream()
              .filter(found -> found.key().kind().equals(name))
              .map(found -> (Found<R>) found)
              .toList(),
          Set.of());
    }

    @Override
    public String id(String logicalId, int revision) {
      return "/" + name + "/" + logicalId + "/" + revision;
    }

    @Override
    public String create(Wanted<R> wanted) {
      meanwhile.run();
      if (wanted.logicalId().equals(refused)) {
        throw new Refusal("You may not create it.");
      }
      String id = id(wanted.logicalId(), wanted.revision());
      put(id, wanted);
      return id;
    }

    @Override
    public void update(Found<R> found, Wanted<R> wanted) {
      put(found.id(), wanted);
    }

    @Override
    public void delete(Found<R> found) {
      if (undeletable != null) {
        throw undeletable;
      }
      if (!found.key().logicalId().equals(survivor)) {
        standing.remove(found.id());
      }
    }

    private void put(String id, Wanted<R> wanted) {
      Resource resource = wanted.resource();
      if (resource instanceof Gateway gateway) {
        resource =
            new Gateway(
                Ref.existing(wanted.refs().id(gateway.network())),
                gateway.vni(),
                gateway.interval());
      }
      Key key = new Key(name, wanted.logicalId());
      standing.put(
          id, new Found<>(key, wanted.revision(), id, resource, wanted.tags(), null, null));
    }
  }
}
