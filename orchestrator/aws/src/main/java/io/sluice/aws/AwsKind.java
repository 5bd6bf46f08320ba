package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What AWS's kinds have in common: tags carry ownership and stand in the create call; where AWS
 * chooses ids, names that must be unique are watched, since nothing is ever adopted by its name.
 */
abstract class AwsKind<R extends Resource> implements Kind<R> {
  protected final Workspace at;
  private final String name;
  private final String label;
  private volatile Map<String, String> foreignNames = Map.of();

  /**
   * @param name as CloudFormation has it, e.g. {@code AWS::EC2::VPC}
   */
  AwsKind(Workspace at, String name, String label) {
    this.at = at;
    this.name = name;
    this.label = label;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String label() {
    return label;
  }

  /** AWS chooses, unless a kind says otherwise. */
  @Override
  public @Nullable String id(String logicalId, int revision) {
    return null;
  }

  /** The name that we give. */
  String resourceName(String logicalId, int revision) {
    return at.name(logicalId, revision);
  }

  String resourceName(Wanted<R> wanted) {
    return resourceName(wanted.logicalId(), wanted.revision());
  }

  String token(Wanted<R> wanted) {
    return at.token(name, wanted.logicalId(), wanted.revision());
  }

  /** Sorts a list into ours and others', where names need not be unique. */
  <T> Discovery<R> discovery(
      List<T> all,
      Function<T, String> id,
      Function<T, Map<String, String>> tags,
      Function<T, R> read) {
    return discovery(all, id, tags, read, one -> null, one -> null);
  }

  /**
   * Sorts a list into ours and others'.
   *
   * @param uniqueName that no second thing can have, or null
   * @param incomplete why it must be put again although it is there, or null
   */
  <T> Discovery<R> discovery(
      List<T> all,
      Function<T, String> id,
      Function<T, Map<String, String>> tags,
      Function<T, R> read,
      Function<T, @Nullable String> uniqueName,
      Function<T, @Nullable String> incomplete) {
    List<Found<R>> owned = new ArrayList<>();
    Map<String, String> foreign = new HashMap<>();
    for (T one : all) {
      Map<String, String> has = tags.apply(one);
      String named = uniqueName.apply(one);
      if (at.identity().owns(has)) {
        owned.add(found(id.apply(one), has, read.apply(one), incomplete.apply(one)));
      } else if (named != null) {
        foreign.put(named, id.apply(one));
      }
    }
    foreignNames = Map.copyOf(foreign);
    return new Discovery<>(owned, Set.copyOf(foreign.values()));
  }

  Found<R> found(String id, Map<String, String> tags, R resource, @Nullable String incomplete) {
    String logicalId = Objects.requireNonNull(tags.get(Identity.ID_TAG));
    return new Found<>(
        new Key(name, logicalId), Identity.revision(tags), id, resource, tags, null, incomplete);
  }

  /** A name of ours that somebody else's thing holds. */
  @Override
  public @Nullable Problem obstacle(String logicalId) {
    // No name is watched in a plan without one: nothing is asked for it.
    String id = foreignNames.isEmpty() ? null : foreignNames.get(resourceName(logicalId, 1));
    return id == null ? null : foreign(resourceName(logicalId, 1), id);
  }

  /**
   * For what is there although a create call of ours was to make it: ours when that call's answer
   * got lost, and never taken over when it is not.
   *
   * @throws ProblemException where its tags are not those of the create call
   */
  void requireOurs(Map<String, String> tags, Wanted<R> wanted, String named, String id) {
    if (!tags.entrySet().containsAll(wanted.tags().entrySet())) {
      throw new ProblemException(foreign(named, id));
    }
  }

  /** Not ours, so it is left alone. */
  Problem foreign(String named, String id) {
    return Problem.error(
            "plan.foreign",
            "A %s named `%s` is there already and does not belong to blueprint `%s`."
                .formatted(label, named, at.blueprint().blueprint()))
        .withDetail(id)
        .withHint("Rename the blueprint, or rename or remove the other one; it is left untouched.");
  }

  /** Something that goes is not gone yet, or something that comes not there: asked again. */
  FailureException wait(Failure.Type type, String sentence) {
    return new FailureException(new Failure(type, null, Problem.error("aws.waiting", sentence)));
  }
}
