package io.sluice.engine.apply;

import io.sluice.engine.plan.Change;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Spec;
import io.sluice.engine.plan.Step;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Does one step: resolves its references, calls its kind, tries again as the policy says.
 * Thread-safe.
 */
final class StepRunner implements Refs {
  private final Provider provider;
  private final Map<String, Kind<?>> kinds;
  private final Map<Key, String> ids = new ConcurrentHashMap<>();
  private final Consumer<Event> listener;

  StepRunner(Provider provider, Plan plan, Consumer<Event> listener) {
    this.provider = provider;
    this.listener = listener;
    this.kinds =
        provider.kinds().stream().collect(Collectors.toMap(Kind::name, Function.identity()));
    for (Change change : plan.changes()) {
      String id = change.id();
      boolean stands =
          switch (change.action()) {
            case NO_OP, UPDATE -> true;
            case LINK -> !change.found().isEmpty();
            case CREATE, REPLACE, DELETE, UNLINK -> false;
          };
      if (stands && id != null) {
        ids.put(change.key(), id);
      }
    }
  }

  /**
   * Does it, or throws why not.
   *
   * @throws io.sluice.engine.problem.ProblemException the cloud's refusal
   */
  void run(Step step) {
    run(step, Objects.requireNonNull(kinds.get(step.change().key().kind())));
  }

  private <R extends Resource> void run(Step step, Kind<R> kind) {
    RetryPolicy retry =
        new RetryPolicy(
            provider::classify,
            (failure, attempt, pause) ->
                listener.accept(
                    new Event.Retrying(step.change(), step.verb(), failure, attempt, pause)));
    retry.call(
        () -> {
          act(step, kind);
          return null;
        });
  }

  private <R extends Resource> void act(Step step, Kind<R> kind) {
    Change change = step.change();
    switch (step.op()) {
      case CREATE -> ids.put(change.key(), kind.create(wanted(change)));
      case UPDATE -> kind.update(found(step), wanted(change));
      case DELETE -> kind.delete(found(step));
    }
  }

  // A change's resource and what was found of it come from the same kind, which the key names.
  @SuppressWarnings("unchecked")
  private <R extends Resource> Wanted<R> wanted(Change change) {
    Desired<R> desired = (Desired<R>) Objects.requireNonNull(change.desired());
    R resource = desired.resource();
    return new Wanted<>(
        desired.logicalId(),
        change.revision(),
        resource,
        provider.identity().tags(desired.logicalId(), change.revision(), Spec.of(resource, this)),
        this);
  }

  @SuppressWarnings("unchecked")
  private static <R extends Resource> Found<R> found(Step step) {
    return (Found<R>) Objects.requireNonNull(step.found());
  }

  @Override
  public String id(Ref ref) {
    return switch (ref) {
      case Ref.Existing existing -> existing.id();
      case Ref.Own own -> {
        String id = ids.get(own.key());
        if (id == null) {
          throw new IllegalStateException(own.key() + " is referred to before it exists");
        }
        yield id + own.child();
      }
    };
  }
}
