package io.sluice.aws;

import io.sluice.engine.resource.Identity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tags as EC2 has them. */
final class Tags {
  /** What AWS's console shows as a thing's name. */
  static final String NAME = "Name";

  private Tags() {}

  static Map<String, String> of(Collection<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }

  /** For a create call: ours, and the name. */
  static TagSpecification create(ResourceType type, Map<String, String> tags, String name) {
    return TagSpecification.builder().resourceType(type).tags(list(tags, name)).build();
  }

  static List<Tag> list(Map<String, String> tags, String name) {
    Map<String, String> all = new TreeMap<>(tags);
    all.put(NAME, name);
    return all.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /**
   * What an earlier try of the same create call has made although its answer got lost; for calls
   * that take neither a token nor a name of ours.
   *
   * @param tags of the create call
   * @return its id, or null
   */
  static <T> @Nullable String made(
      Function<List<Filter>, List<T>> describe, Function<T, String> id, Map<String, String> tags) {
    List<Filter> filters =
        tags.entrySet().stream()
            .map(tag -> Filter.builder().name("tag:" + tag.getKey()).values(tag.getValue()).build())
            .toList();
    return describe.apply(filters).stream().map(id).findFirst().orElse(null);
  }

  /** Only what the blueprint owns. */
  static Filter ours(Identity identity) {
    return Filter.builder()
        .name("tag:" + Identity.BLUEPRINT_TAG)
        .values(identity.blueprint())
        .build();
  }
}
