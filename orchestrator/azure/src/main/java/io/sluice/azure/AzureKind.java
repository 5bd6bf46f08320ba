package io.sluice.azure;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Azure's kinds have in common: ids are (group, type, name), a put is create and update in
 * one, tags carry ownership, and {@code provisioningState} may say that a put has to be repeated.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-resource-manager/management/overview">Azure
 *     Resource Manager</a>
 */
abstract class AzureKind<R extends Resource> implements Kind<R> {
  /** For {@code Fixed} locations. */
  static final String STAYS = "Azure moves nothing from one region to another";

  private static final Set<String> UNFINISHED = Set.of("Failed", "Canceled", "Deleting");

  protected final Workspace at;
  private final String name;
  private final String label;

  AzureKind(Workspace at, String name, String label) {
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

  @Override
  public String id(String logicalId, int revision) {
    return at.id(name, at.name(logicalId, revision));
  }

  /** The name that goes into the put. */
  String resourceName(Wanted<R> wanted) {
    return Ids.name(id(wanted.logicalId(), wanted.revision()));
  }

  /** Sorts a list into ours and others'. */
  <T extends com.azure.core.management.Resource> Discovery<R> discovery(
      List<T> all, Function<T, R> read, Function<T, @Nullable Object> state) {
    List<Found<R>> owned = new ArrayList<>();
    Set<String> foreign = new TreeSet<>();
    for (T one : all) {
      if (at.identity().owns(one.tags())) {
        owned.add(found(one.id(), one.tags(), read.apply(one), state.apply(one)));
      } else {
        foreign.add(one.id());
      }
    }
    return new Discovery<>(owned, foreign);
  }

  Found<R> found(String id, Map<String, String> tags, R resource, @Nullable Object state) {
    String logicalId = Objects.requireNonNull(tags.get(Identity.ID_TAG));
    return new Found<>(
        new Key(name, logicalId),
        Identity.revision(tags),
        id,
        resource,
        tags,
        null,
        state != null && UNFINISHED.contains(state.toString())
            ? "Azure says that its provisioning state is " + state
            : null);
  }
}
