package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of anything. */
final class TagActions {
  private static final int MOST_RESOURCES = 1000;
  // More than a resource has tags, so that rows keep their numbers
  private static final int ROOM = 64;

  private TagActions() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateTags", TagActions::create);
    actions.put("DeleteTags", TagActions::delete);
    actions.put("DescribeTags", TagActions::describe);
  }

  private static List<Resource> resources(Call call) {
    List<String> ids = call.in().texts("ResourceId");
    if (ids.isEmpty()) {
      call.in().require("ResourceId");
    }
    if (ids.size() > MOST_RESOURCES) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "At most " + MOST_RESOURCES + " resources can be given at once.");
    }
    List<Resource> resources = new ArrayList<>();
    for (String id : ids) {
      resources.add(
          call.region()
              .find(id)
              .orElseThrow(
                  () ->
                      Kind.of(id)
                          .map(kind -> kind.notFound(id))
                          .orElseGet(
                              () ->
                                  AwsException.badRequest(
                                      "InvalidID", "The ID '" + id + "' is not valid"))));
    }
    return resources;
  }

  private static Consumer<Xml> create(Call call) {
    List<Resource> resources = resources(call);
    Map<String, String> tags = TagSpecs.list(call.in());
    if (tags.isEmpty()) {
      call.in().require("Tag");
    }
    for (Resource resource : resources) {
      Set<String> keys = new HashSet<>(resource.tags().keySet());
      keys.addAll(tags.keySet());
      TagSpecs.limit(keys.stream().filter(key -> !key.startsWith("aws:")).count());
    }
    resources.forEach(resource -> resource.tags().putAll(tags));
    return Operation.DONE;
  }

  /** Without tags, all of the user's; with a key and no value, whatever its value. */
  private static Consumer<Xml> delete(Call call) {
    List<Resource> resources = resources(call);
    List<Params> tags = call.in().list("Tag");
    for (Resource resource : resources) {
      if (tags.isEmpty()) {
        resource.tags().keySet().removeIf(key -> !key.startsWith("aws:"));
      }
      for (Params tag : tags) {
        String key = tag.text("Key", "");
        if (tag.has("Value")) {
          resource.tags().remove(key, tag.text("Value", ""));
        } else {
          resource.tags().remove(key);
        }
      }
    }
    return Operation.DONE;
  }

  private static Consumer<Xml> describe(Call call) {
    List<Row> rows = new ArrayList<>();
    for (Resource resource : call.region().everything().values()) {
      int index = 0;
      for (Map.Entry<String, String> tag : resource.tags().entrySet()) {
        rows.add(row(resource, tag, resource.number() * ROOM + index++));
      }
    }
    Fields<Row> fields = Row.fields("key", "value", "resource-id", "resource-type").tags();
    return Row.answer("tagSet", Row.page(call.in(), rows, fields));
  }

  private static Row row(Resource resource, Map.Entry<String, String> tag, long number) {
    String key = tag.getKey();
    String value = tag.getValue();
    return new Row(
        number,
        Map.of(
            "key",
            key,
            "value",
            value,
            "resource-id",
            resource.id(),
            "resource-type",
            resource.kind().type()),
        new TreeMap<>(Map.of(key, value)),
        xml ->
            xml.add("resourceId", resource.id())
                .add("resourceType", resource.kind().type())
                .add("key", key)
                .add("value", value));
  }
}
