package io.sluice.engine.plan;

import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a change does to packets in flight, from the records' {@link Traffic} annotations. */
final class TrafficImpact {
  private TrafficImpact() {}

  static List<String> of(Action action, Resource resource, List<FieldChange> fields) {
    Set<String> sentences = new LinkedHashSet<>();
    Traffic whole = resource.getClass().getAnnotation(Traffic.class);
    if (whole != null && (action == Action.REPLACE || action == Action.DELETE)) {
      sentences.add(whole.value());
    }
    fields.stream().map(FieldChange::traffic).filter(Objects::nonNull).forEach(sentences::add);
    return List.copyOf(sentences);
  }
}
