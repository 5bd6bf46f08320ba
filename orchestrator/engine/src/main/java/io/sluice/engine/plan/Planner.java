package io.sluice.engine.plan;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Problems;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the blueprint means with what the cloud has. The cloud is the state: nothing is
 * remembered between two plans, so a plan made after a crash at any point simply says what is left
 * to do.
 */
public final class Planner {
  private final Provider provider;
  private final Discoverer discoverer;
  private final Problems problems = new Problems();

  public Planner(Provider provider) {
    this.provider = provider;
    this.discoverer = new Discoverer(provider);
  }

  /**
   * What an apply would do.
   *
   * @throws ProblemException with every reason why it cannot be done: a foreign thing of our name,
   *     a field that can never change, a refusal of the cloud
   */
  public Plan plan() {
    DesiredGraph desired = new DesiredGraph(provider.desired());
    Inventory inventory = discoverer.discover();
    PlannedIds ids = new PlannedIds();
    List<Change> changes = new ArrayList<>();
    for (Desired<?> resource : desired.sorted()) {
      changes.addAll(compare(resource, inventory, ids));
    }
    changes.addAll(gone(inventory, desired.keys()));
    provider.notices().forEach(problems::add);
    problems.throwIfErrors();
    return new Plan(
        provider.identity().blueprint(),
        changes,
        Steps.of(changes, desired, inventory),
        problems.all());
  }

  /**
   * What a destroy would do: everything that carries our ownership goes, whatever the blueprint
   * says now.
   */
  public Plan destroyPlan() {
    DesiredGraph desired = new DesiredGraph(provider.desired());
    Inventory inventory = discoverer.discover();
    List<Step> steps = Steps.of(gone(inventory, Set.of()), desired, inventory);
    return new Plan(
        provider.identity().blueprint(),
        steps.stream().map(Step::change).toList(),
        steps,
        problems.all());
  }

  private <R extends Resource> List<Change> compare(
      Desired<R> desired, Inventory inventory, PlannedIds ids) {
    List<Found<?>> found = inventory.of(desired.key());
    if (found.isEmpty()) {
      return List.of(create(desired, inventory, ids));
    }
    // After a crash in the middle of a replacement there are two revisions: the newest that needs
    // no replacement stays.
    Change best = null;
    for (Found<?> candidate : found) {
      Change change = against(desired, candidate, found, ids);
      if (best == null || change.action() != Action.REPLACE) {
        best = change;
      }
      if (change.action() != Action.REPLACE) {
        break;
      }
    }
    Change chosen = Objects.requireNonNull(best);
    ids.put(desired.key(), chosen.id());
    List<Change> changes = new ArrayList<>(List.of(chosen));
    if (chosen.action() != Action.REPLACE) {
      for (Found<?> left : found) {
        if (!chosen.found().contains(left)) {
          changes.add(delete(left, "left over from a replacement"));
        }
      }
    }
    return changes;
  }

  private Change create(Desired<?> desired, Inventory inventory, PlannedIds ids) {
    Kind<?> kind = desired.kind();
    String id = kind.id(desired.logicalId(), 1);
    if (id != null && inventory.foreign(kind, id)) {
      problems.add(foreign(kind, id));
    }
    Problem obstacle = kind.obstacle(desired.logicalId());
    if (obstacle != null) {
      problems.add(obstacle);
    }
    ids.put(desired.key(), id);
    return new Change(
        desired.key(),
        kind.label(),
        kind.link() ? Action.LINK : Action.CREATE,
        1,
        id,
        List.of(),
        List.of(),
        List.of(),
        desired,
        List.of());
  }

  private Change against(
      Desired<?> desired, Found<?> candidate, List<Found<?>> all, PlannedIds ids) {
    Differ differ = new Differ(ids);
    List<FieldChange> fields = differ.diff(desired.resource(), candidate.resource());
    List<String> reasons = new ArrayList<>();
    String spec = Spec.hash(differ.writeOnly(desired.resource()));
    if (spec != null && !spec.equals(candidate.tags().get(Identity.SPEC_TAG))) {
      reasons.add("what the cloud takes but does not give back has changed");
    }
    if (candidate.incomplete() != null) {
      reasons.add(candidate.incomplete());
    }
    Kind<?> kind = desired.kind();
    refuse(kind, desired, fields);
    boolean replace = fields.stream().anyMatch(f -> f.effect() == FieldChange.Effect.REPLACES);
    Action action =
        replace
            ? Action.REPLACE
            : fields.isEmpty() && reasons.isEmpty()
                ? Action.NO_OP
                : kind.link() ? Action.LINK : Action.UPDATE;
    int revision = replace ? all.getFirst().revision() + 1 : candidate.revision();
    return new Change(
        desired.key(),
        kind.label(),
        action,
        revision,
        replace ? kind.id(desired.logicalId(), revision) : candidate.id(),
        fields,
        reasons,
        TrafficImpact.of(action, desired.resource(), fields),
        desired,
        replace ? all : List.of(candidate));
  }

  private void refuse(Kind<?> kind, Desired<?> desired, List<FieldChange> fields) {
    for (FieldChange field : fields) {
      if (field.effect() == FieldChange.Effect.REFUSED) {
        problems.add(
            Problem.error(
                    "plan.fixed",
                    "The %s `%s` cannot change its %s from %s to %s: %s."
                        .formatted(
                            kind.label(),
                            desired.logicalId(),
                            field.path(),
                            field.before(),
                            field.after(),
                            field.why()))
                .withHint("Destroy the stack first, or give the blueprint another name."));
      }
    }
  }

  private Problem foreign(Kind<?> kind, String id) {
    if (kind.link()) {
      return Problem.error(
              "plan.link-taken", "`" + id + "` is already linked to something that is not ours.")
          .withHint("Unlink it there first; Sluice never takes a link over.");
    }
    return Problem.error(
            "plan.foreign",
            "A %s named `%s` is there already and does not belong to blueprint `%s`."
                .formatted(
                    kind.label(),
                    id.substring(id.lastIndexOf('/') + 1),
                    provider.identity().blueprint()))
        .withDetail(id)
        .withHint("Rename the blueprint, or rename or remove the other one; it is left untouched.");
  }

  private List<Change> gone(Inventory inventory, Set<Key> wanted) {
    List<Change> changes = new ArrayList<>();
    for (Key key : inventory.keys()) {
      if (!wanted.contains(key)) {
        inventory.of(key).forEach(found -> changes.add(delete(found, null)));
      }
    }
    return changes;
  }

  private Change delete(Found<?> found, @Nullable String reason) {
    Kind<?> kind = kind(found.key().kind());
    return new Change(
        found.key(),
        kind.label(),
        kind.link() ? Action.UNLINK : Action.DELETE,
        found.revision(),
        found.id(),
        List.of(),
        reason == null ? List.of() : List.of(reason),
        TrafficImpact.of(Action.DELETE, found.resource(), List.of()),
        null,
        List.of(found));
  }

  private Kind<?> kind(String name) {
    return provider.kinds().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kind " + name));
  }

  /** The ids that things will have once the plan is done, as far as they are known. */
  private static final class PlannedIds implements Refs {
    private final Map<Key, String> ids = new LinkedHashMap<>();

    void put(Key key, @Nullable String id) {
      ids.put(key, id == null ? "(known after apply)" : id);
    }

    @Override
    public String id(Ref ref) {
      return switch (ref) {
        case Ref.Existing existing -> existing.id();
        case Ref.Own own -> ids.getOrDefault(own.key(), "(known after apply)") + own.child();
      };
    }
  }
}
