package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tags as requests carry them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html">Tag your
 *     Amazon EC2 resources</a>
 */
final class TagSpecs {
  private static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private TagSpecs() {}

  /**
   * The tags that a create call gives to its resource.
   *
   * @throws AwsException {@code InvalidParameterValue}, {@code TagLimitExceeded}
   */
  static Map<String, String> read(Params in, Kind kind) {
    check(in, List.of(kind.type()));
    return of(in, kind.type());
  }

  /** Refuses specifications for other types than these. */
  static void check(Params in, List<String> types) {
    for (Params specification : in.list("TagSpecification")) {
      String type = specification.text("ResourceType", "");
      if (!types.contains(type)) {
        throw invalid("'" + type + "' is not a valid taggable resource type for this operation.");
      }
    }
  }

  /** The tags for a type, from all specifications for it. */
  static Map<String, String> of(Params in, String type) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Params specification : in.list("TagSpecification")) {
      if (specification.text("ResourceType", "").equals(type)) {
        for (Map.Entry<String, String> tag : list(specification).entrySet()) {
          if (tags.put(tag.getKey(), tag.getValue()) != null) {
            throw invalid("Duplicate tag key '" + tag.getKey() + "' specified.");
          }
        }
      }
    }
    limit(tags.size());
    return tags;
  }

  /** {@code Tag.n.Key} and {@code Tag.n.Value}. */
  static Map<String, String> list(Params in) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Params tag : in.list("Tag")) {
      String key = tag.text("Key", "");
      String value = tag.text("Value", "");
      if (key.isEmpty() || key.length() > LONGEST_KEY) {
        throw invalid("Tag keys must be 1 to " + LONGEST_KEY + " characters long.");
      }
      if (value.length() > LONGEST_VALUE) {
        throw invalid("Tag values must be at most " + LONGEST_VALUE + " characters long.");
      }
      if (key.startsWith("aws:")) {
        throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
      }
      if (tags.put(key, value) != null) {
        throw invalid("Duplicate tag key '" + key + "' specified.");
      }
    }
    return tags;
  }

  static void limit(long count) {
    if (count > MOST) {
      throw AwsException.badRequest(
          "TagLimitExceeded", "You have reached the maximum of " + MOST + " tags on a resource.");
    }
  }

  private static AwsException invalid(String message) {
    return AwsException.badRequest("InvalidParameterValue", message);
  }
}
