package io.sluice.sandbox.aws.elb;

import java.util.Map;

/** What has an ARN and carries tags. Written under the room's lock, read without. */
abstract class Tagged {
  private final String arn;
  private volatile Map<String, String> tags;

  Tagged(String arn, Map<String, String> tags) {
    this.arn = arn;
    this.tags = tags;
  }

  final String arn() {
    return arn;
  }

  final Map<String, String> tags() {
    return tags;
  }

  final void tags(Map<String, String> now) {
    tags = now;
  }
}
