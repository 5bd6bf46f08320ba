package io.sluice.engine.plan;

import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Turns changes into calls with an order. What is created or updated comes after what it needs.
 * What goes, goes after everything that still refers to it, or lies within it, has been moved away
 * or has gone itself.
 */
final class Steps {
  /** A step without its number; two of them are never the same, whatever they hold. */
  private static final class Draft {
    private final Change change;
    private final Step.Op op;
    private final List<Found<?>> found;

    Draft(Change change, Step.Op op, List<Found<?>> found) {
      this.change = change;
      this.op = op;
      this.found = found;
    }
  }

  private final Map<Key, Draft> puts = new LinkedHashMap<>();
  private final Map<String, Draft> deletes = new LinkedHashMap<>();
  private final Map<Draft, Set<Draft>> needs = new LinkedHashMap<>();
  private final List<Draft> drafts = new ArrayList<>();

  private Steps() {}

  static List<Step> of(List<Change> changes, DesiredGraph desired, Inventory inventory) {
    Steps steps = new Steps();
    changes.forEach(steps::draft);
    steps.orderPuts(desired);
    steps.orderDeletes(desired, inventory);
    return steps.numbered();
  }

  private void draft(Change change) {
    switch (change.action()) {
      case NO_OP -> {}
      case CREATE -> put(change, Step.Op.CREATE, List.of());
      case LINK -> {
        boolean anew = change.found().isEmpty();
        put(change, anew ? Step.Op.CREATE : Step.Op.UPDATE, change.found());
      }
      case UPDATE -> put(change, Step.Op.UPDATE, change.found());
      case REPLACE -> {
        put(change, Step.Op.CREATE, List.of());
        change.found().forEach(found -> delete(old(change, found), found));
      }
      case DELETE, UNLINK -> change.found().forEach(found -> delete(change, found));
    }
  }

  /** The going of a replaced revision, so that progress names the one that goes. */
  private static Change old(Change replacement, Found<?> found) {
    return new Change(
        replacement.key(),
        replacement.label(),
        Action.DELETE,
        found.revision(),
        found.id(),
        List.of(),
        List.of("replaced by revision " + replacement.revision()),
        List.of(),
        null,
        List.of(found));
  }

  private void put(Change change, Step.Op op, List<Found<?>> found) {
    Draft draft = new Draft(change, op, found);
    puts.put(change.key(), draft);
    drafts.add(draft);
  }

  private void delete(Change change, Found<?> found) {
    Draft draft = new Draft(change, Step.Op.DELETE, List.of(found));
    deletes.put(found.id(), draft);
    drafts.add(draft);
  }

  private void need(Draft draft, Draft needed) {
    if (!draft.equals(needed)) {
      needs.computeIfAbsent(draft, key -> new LinkedHashSet<>()).add(needed);
    }
  }

  private void orderPuts(DesiredGraph desired) {
    for (Draft draft : puts.values()) {
      follow(draft.change.key(), desired, new LinkedHashSet<>(), draft);
    }
  }

  /**
   * A no-op between two changes carries the order through: needs are followed to the nearest
   * change.
   */
  private void follow(Key from, DesiredGraph desired, Set<Key> seen, Draft draft) {
    for (Key key : desired.needs(from)) {
      if (seen.add(key)) {
        Draft put = puts.get(key);
        if (put != null) {
          need(draft, put);
        } else {
          follow(key, desired, seen, draft);
        }
      }
    }
  }

  private void orderDeletes(DesiredGraph desired, Inventory inventory) {
    Map<String, Found<?>> byId = new HashMap<>();
    for (Found<?> found : inventory.all()) {
      byId.put(found.id().toLowerCase(Locale.ROOT), found);
    }
    for (Found<?> user : inventory.all()) {
      for (Found<?> used : uses(user, byId)) {
        leaveFirst(user, used);
      }
      for (Key key : desired.needs(user.key())) {
        inventory.of(key).forEach(used -> leaveFirst(user, used));
      }
    }
    // The old revision goes only when the new one stands and everything that moves has moved.
    for (Draft delete : deletes.values()) {
      Draft successor = puts.get(delete.change.key());
      if (successor != null) {
        need(delete, successor);
      }
    }
  }

  /** Before {@code used} goes, {@code user} must have gone or been moved to something else. */
  private void leaveFirst(Found<?> user, Found<?> used) {
    Draft delete = deletes.get(used.id());
    if (delete == null || user.id().equals(used.id())) {
      return;
    }
    Draft userGoes = deletes.get(user.id());
    Draft userMoves = puts.get(user.key());
    if (userGoes != null) {
      need(delete, userGoes);
    }
    if (userMoves != null && !user.key().equals(used.key())) {
      need(delete, userMoves);
    }
  }

  private static Set<Found<?>> uses(Found<?> user, Map<String, Found<?>> byId) {
    Set<Found<?>> used = new LinkedHashSet<>();
    List<String> ids = new ArrayList<>(References.withParents(user.id()));
    for (Ref ref : References.in(user.resource())) {
      if (ref instanceof Ref.Existing existing) {
        ids.addAll(References.withParents(existing.id()));
      }
    }
    for (String id : ids) {
      Found<?> found = byId.get(id);
      if (found != null && !found.id().equals(user.id())) {
        used.add(found);
      }
    }
    return used;
  }

  private List<Step> numbered() {
    List<Draft> sorted = Order.sort(drafts, needs);
    Map<Draft, Integer> indexes = new LinkedHashMap<>();
    List<Step> steps = new ArrayList<>();
    for (Draft draft : sorted) {
      Set<Integer> after = new LinkedHashSet<>();
      needs
          .getOrDefault(draft, Set.of())
          .forEach(needed -> after.add(Objects.requireNonNull(indexes.get(needed))));
      Found<?> found = draft.found.isEmpty() ? null : draft.found.getFirst();
      indexes.put(draft, steps.size());
      steps.add(new Step(steps.size(), draft.change, draft.op, found, after));
    }
    return steps;
  }
}
