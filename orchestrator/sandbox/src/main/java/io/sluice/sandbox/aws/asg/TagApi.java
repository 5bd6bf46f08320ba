package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tags of groups. */
final class TagApi {
  private static final int TAGS_PER_GROUP = 50;

  private record Of(Group group, GroupTag tag) {}

  private final Site site;

  TagApi(Site site) {
    this.site = site;
  }

  Map<String, Action> actions() {
    return Map.of(
        "CreateOrUpdateTags", (caller, in, out) -> put(caller, in),
        "DeleteTags", (caller, in, out) -> delete(caller, in),
        "DescribeTags", this::describe);
  }

  private void put(Caller caller, Params in) {
    for (Params each : in.list("Tags")) {
      Group group = group(caller, each);
      GroupTag tag = GroupTag.read(each);
      synchronized (group) {
        group.tags.put(tag.key(), tag);
        if (group.tags.size() > TAGS_PER_GROUP) {
          group.tags.remove(tag.key());
          throw AwsException.badRequest(
              "LimitExceeded", "A group has at most " + TAGS_PER_GROUP + " tags");
        }
      }
    }
  }

  private void delete(Caller caller, Params in) {
    for (Params each : in.list("Tags")) {
      Group group = group(caller, each);
      String key = Checks.require(each, "Key");
      synchronized (group) {
        group.tags.remove(key);
      }
    }
  }

  private Group group(Caller caller, Params tag) {
    String type = tag.text("ResourceType", "auto-scaling-group");
    Checks.oneOf("ResourceType", type, List.of("auto-scaling-group"));
    return site.store().get(caller.region(), Checks.require(tag, "ResourceId"));
  }

  private void describe(Caller caller, Params in, Xml out) {
    List<Of> all = new ArrayList<>();
    for (Group group : site.store().groups(caller.region())) {
      synchronized (group) {
        group.tags.values().forEach(tag -> all.add(new Of(group, tag)));
      }
    }
    List<Params> filters = in.list("Filters");
    all.removeIf(of -> !filters.stream().allMatch(filter -> passes(of, filter)));
    Pages.write(in, out, "Tags", 50, all, (item, of) -> of.tag.write(item, of.group.name));
  }

  private static boolean passes(Of of, Params filter) {
    String name = Checks.require(filter, "Name");
    String value =
        switch (name) {
          case "auto-scaling-group" -> of.group.name;
          case "key" -> of.tag.key();
          case "value" -> of.tag.value();
          case "propagate-at-launch" -> Boolean.toString(of.tag.propagate());
          default -> throw Checks.invalid("Filter type " + name + " is not correct.");
        };
    return filter.texts("Values").contains(value);
  }
}
