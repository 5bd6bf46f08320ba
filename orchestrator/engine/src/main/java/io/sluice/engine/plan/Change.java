package io.sluice.engine.plan;

import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does with one resource, and why.
 *
 * @param label what a person calls the kind
 * @param revision the revision that stands afterwards, or that goes
 * @param id the physical id that stands afterwards, or that goes; null where the cloud has yet to
 *     choose it
 * @param fields the differences, empty for a create or delete
 * @param reasons in words, what no field shows
 * @param traffic what it does to packets in flight, each a sentence
 * @param desired null when it goes
 * @param found what is updated; what goes, for a delete, an unlink and a replacement
 */
public record Change(
    Key key,
    String label,
    Action action,
    int revision,
    @Nullable String id,
    List<FieldChange> fields,
    List<String> reasons,
    List<String> traffic,
    @Nullable Desired<?> desired,
    List<Found<?>> found) {
  public Change {
    fields = List.copyOf(fields);
    reasons = List.copyOf(reasons);
    traffic = List.copyOf(traffic);
    found = List.copyOf(found);
  }

  /** The name a person reads: the logical id, and the revision once there is more than one. */
  public String title() {
    return revision > 1 ? key.logicalId() + " (revision " + revision + ")" : key.logicalId();
  }
}
