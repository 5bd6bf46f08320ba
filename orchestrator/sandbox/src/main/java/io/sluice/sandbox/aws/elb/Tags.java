package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Tags as requests carry them. */
final class Tags {
  private static final int MOST = 50;
  private static final int KEY = 128;
  private static final int VALUE = 256;

  private Tags() {}

  static Map<String, String> of(Params in) {
    Map<String, String> tags = new TreeMap<>();
    for (Params each : in.list("Tags")) {
      String key = Check.required(each, "Key");
      String value = each.text("Value", "");
      if (key.startsWith("aws:")) {
        throw Check.invalid("Tag key '%s' cannot begin with 'aws:'".formatted(key));
      }
      if (key.length() > KEY || value.length() > VALUE) {
        throw Check.invalid("Tag '%s' is too long".formatted(key));
      }
      if (tags.put(key, value) != null) {
        throw AwsException.badRequest(
            "DuplicateTagKeys", "Tag key '%s' is specified more than once".formatted(key));
      }
    }
    return limited(tags);
  }

  static Map<String, String> added(Map<String, String> before, Map<String, String> more) {
    Map<String, String> after = new TreeMap<>(before);
    after.putAll(more);
    return limited(after);
  }

  static Map<String, String> without(Map<String, String> before, Iterable<String> keys) {
    Map<String, String> after = new TreeMap<>(before);
    keys.forEach(after::remove);
    return Collections.unmodifiableMap(after);
  }

  private static Map<String, String> limited(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw AwsException.badRequest(
          "TooManyTags", "A resource cannot have more than %d tags".formatted(MOST));
    }
    return Collections.unmodifiableMap(tags);
  }

  static void write(Xml out, Map<String, String> tags) {
    out.list(
        "Tags",
        "member",
        tags.entrySet(),
        (xml, each) -> xml.add("Key", each.getKey()).add("Value", each.getValue()));
  }
}
