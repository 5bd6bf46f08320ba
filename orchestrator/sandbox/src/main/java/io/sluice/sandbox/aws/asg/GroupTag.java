package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;

/**
 * A tag of a group.
 *
 * @param propagate whether instances that are launched from now on get it too
 */
record GroupTag(String key, String value, boolean propagate) {
  static GroupTag read(Params in) {
    String key = Checks.require(in, "Key");
    if (key.startsWith("aws:")) {
      throw Checks.invalid("Tag keys must not begin with 'aws:', which is reserved: " + key);
    }
    return new GroupTag(key, in.text("Value", ""), in.truth("PropagateAtLaunch").orElse(false));
  }

  void write(Xml xml, String group) {
    xml.add("ResourceId", group)
        .add("ResourceType", "auto-scaling-group")
        .add("Key", key)
        .add("Value", value)
        .add("PropagateAtLaunch", propagate);
  }
}
