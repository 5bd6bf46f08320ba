package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something with an id and tags. Guarded by its region's lock. */
abstract class Resource implements Listed {
  private final Kind kind;
  private final String id;
  private final long number;
  private final Instant created = Instant.now();
  private final SortedMap<String, String> tags = new TreeMap<>();

  Resource(Kind kind, Identity identity) {
    this.kind = kind;
    this.id = identity.id();
    this.number = identity.number();
  }

  /**
   * What a new resource is known by.
   *
   * @param number higher than that of every resource before it in the region
   */
  record Identity(String id, long number) {}

  final Kind kind() {
    return kind;
  }

  final String id() {
    return id;
  }

  @Override
  public final long number() {
    return number;
  }

  final Instant created() {
    return created;
  }

  @Override
  public final SortedMap<String, String> tags() {
    return tags;
  }

  /** The content of its element as describe actions show it. */
  abstract void write(Xml xml);

  final void writeTags(Xml xml) {
    xml.list(
        "tagSet",
        "item",
        tags.entrySet(),
        (item, tag) -> item.add("key", tag.getKey()).add("value", tag.getValue()));
  }

  @Override
  public String toString() {
    return id;
  }
}
