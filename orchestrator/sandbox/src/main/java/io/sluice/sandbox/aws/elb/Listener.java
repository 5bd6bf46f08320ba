package io.sluice.sandbox.aws.elb;

import java.util.Map;

/** A listener. What may change is written under the room's lock and read without. */
final class Listener extends Tagged {
  /**
   * What it does.
   *
   * @param protocol e.g. {@code UDP}; {@code GENEVE} of a gateway load balancer, which shows none
   * @param targetGroup ARN
   */
  record Settings(String protocol, int port, String targetGroup) {}

  private final LoadBalancer balancer;
  private volatile Settings settings;
  private volatile Map<String, String> attributes;

  Listener(
      String arn,
      LoadBalancer balancer,
      Settings settings,
      Map<String, String> attributes,
      Map<String, String> tags) {
    super(arn, tags);
    this.balancer = balancer;
    this.settings = settings;
    this.attributes = attributes;
  }

  LoadBalancer balancer() {
    return balancer;
  }

  Settings settings() {
    return settings;
  }

  void settings(Settings now) {
    settings = now;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  void attributes(Map<String, String> now) {
    attributes = now;
  }
}
