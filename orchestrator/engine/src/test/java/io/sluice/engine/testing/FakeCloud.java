package io.sluice.engine.testing;

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
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cloud in memory that is as strict as a real one: it refuses references to what is not there and
 * deletes of what is still referred to, so a wrong order shows. It can crash before or after any of
 * its calls.
 */
public class FakeCloud implements Provider {
  /** Stands for the process being killed. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A refusal by the cloud. */
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Failure.Type type;

    public Refusal(Failure.Type type, String message) {
      super(message);
      this.type = type;
    }
  }

  /** What stands in the cloud, by id; survives a crash. */
  public final Map<String, Found<?>> standing = new TreeMap<>();

  /** Ids that somebody else holds. */
  public final Set<String> foreign = new HashSet<>();

  /** Every mutating call, e.g. {@code create gateway/g}. */
  public final List<String> calls = new ArrayList<>();

  /** The call to crash at, from 1; 0 for never. */
  public int crashAt;

  /** Whether the crash comes after the call took effect. */
  public boolean crashAfter;

  /** Thrown by the next mutating calls, first to last. */
  public final List<RuntimeException> refusals = new ArrayList<>();

  public List<Desired<?>> desired = List.of();
  private final List<Kind<?>> kinds = new ArrayList<>();

  public <R extends Record & Resource> Kind<R> kind(String name, boolean link) {
    FakeKind<R> kind = new FakeKind<>(name, link);
    kinds.add(kind);
    return kind;
  }

  @Override
  public Identity identity() {
    return new Identity("demo", "test");
  }

  @Override
  public List<Kind<?>> kinds() {
    return kinds;
  }

  @Override
  public List<Desired<?>> desired() {
    return desired;
  }

  @Override
  public Failure classify(Throwable error) {
    if (error instanceof Refusal refusal) {
      return new Failure(
          refusal.type, null, Problem.error("fake", String.valueOf(refusal.getMessage())));
    }
    return new Failure(Failure.Type.BUG, null, Problem.error("bug", error.toString()));
  }

  @Override
  public Objects mailbox() {
    throw new UnsupportedOperationException("a plan writes no objects");
  }

  @Override
  public Fleet fleet() {
    return new Fleet() {
      @Override
      public String configHash() {
        return "";
      }

      @Override
      public List<Machine> machines() {
        return List.of();
      }
    };
  }

  @Override
  public Map<String, String> outputs() {
    return Map.of();
  }

  @Override
  public void close() {}

  private synchronized void call(String call, Runnable effect) {
    calls.add(call);
    boolean crash = crashAt != 0 && calls.size() >= crashAt;
    if (crash && !crashAfter) {
      throw new Crash();
    }
    if (!refusals.isEmpty()) {
      throw refusals.removeFirst();
    }
    effect.run();
    if (crash) {
      throw new Crash();
    }
  }

  private void mustStand(Resource resource) {
    for (String id : references(resource)) {
      if (standing.keySet().stream().noneMatch(other -> within(id, other))) {
        throw new Refusal(Failure.Type.INVALID, "reference to " + id + " which is not there");
      }
    }
  }

  private void mustBeFree(String id) {
    for (Found<?> other : standing.values()) {
      boolean refers = references(other.resource()).stream().anyMatch(ref -> within(ref, id));
      if (!other.id().equals(id) && (refers || other.id().startsWith(id + "/"))) {
        throw new Refusal(Failure.Type.INVALID, id + " is in use by " + other.id());
      }
    }
  }

  private static boolean within(String id, String above) {
    return id.equals(above) || id.startsWith(above + "/");
  }

  private static List<String> references(Object record) {
    List<String> ids = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      if (get(component, record) instanceof Ref.Existing existing) {
        ids.add(existing.id());
      }
    }
    return ids;
  }

  private static Object get(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** The record with every reference resolved, as a cloud gives it back. */
  @SuppressWarnings("unchecked")
  private static <R> R resolved(R record, Refs refs) {
    try {
      RecordComponent[] components = record.getClass().getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object value = get(components[i], record);
        values[i] = value instanceof Ref ref ? Ref.existing(refs.id(ref)) : value;
      }
      var constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (R) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private final class FakeKind<R extends Record & Resource> implements Kind<R> {
    private final String name;
    private final boolean link;

    FakeKind(String name, boolean link) {
      this.name = name;
      this.link = link;
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
    public boolean link() {
      return link;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Discovery<R> discover() {
      synchronized (FakeCloud.this) {
        List<Found<R>> owned = new ArrayList<>();
        standing.values().stream()
            .filter(found -> found.key().kind().equals(name))
            .forEach(found -> owned.add((Found<R>) found));
        return new Discovery<>(owned, foreign);
      }
    }

    @Override
    public String id(String logicalId, int revision) {
      return "/" + name + "/" + identity().name(logicalId, revision, 60);
    }

    @Override
    public String create(Wanted<R> wanted) {
      String id = id(wanted.logicalId(), wanted.revision());
      call("create " + name + "/" + title(wanted), () -> put(id, wanted));
      return id;
    }

    @Override
    public void update(Found<R> found, Wanted<R> wanted) {
      call("update " + name + "/" + title(wanted), () -> put(found.id(), wanted));
    }

    private String title(Wanted<R> wanted) {
      return wanted.logicalId() + (wanted.revision() > 1 ? "-r" + wanted.revision() : "");
    }

    private void put(String id, Wanted<R> wanted) {
      R resource = resolved(wanted.resource(), wanted.refs());
      mustStand(resource);
      standing.put(
          id,
          new Found<>(
              new Key(name, wanted.logicalId()),
              wanted.revision(),
              id,
              resource,
              wanted.tags(),
              null,
              null));
    }

    @Override
    public void delete(Found<R> found) {
      call(
          "delete " + found.id().substring(1),
          () -> {
            mustBeFree(found.id());
            standing.remove(found.id());
          });
    }
  }
}
