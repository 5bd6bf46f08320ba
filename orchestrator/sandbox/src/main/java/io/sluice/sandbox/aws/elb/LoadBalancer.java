package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Eni;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** A load balancer. What may change is written under the room's lock and read without. */
final class LoadBalancer extends Tagged {
  /**
   * What CreateLoadBalancer is asked for; the same again names the same balancer.
   *
   * @param type {@code network} or {@code gateway}
   * @param scheme {@code internal}, {@code internet-facing}, or empty for a gateway
   */
  record Settings(
      String name,
      String type,
      String scheme,
      SortedSet<String> subnets,
      SortedSet<String> groups) {}

  private final Settings settings;
  private final String region;
  private final String vpcId;
  private final Instant created;
  private final Instant active;
  private volatile List<Eni> interfaces;
  private volatile List<String> securityGroups;
  private volatile String enforcePrivateLink = "on";
  private volatile Map<String, String> attributes;

  LoadBalancer(
      String arn,
      String region,
      Settings settings,
      List<Eni> interfaces,
      Map<String, String> attributes,
      Map<String, String> tags,
      Instant created,
      Instant active) {
    super(arn, tags);
    this.settings = settings;
    this.region = region;
    this.vpcId = interfaces.getFirst().vpcId();
    this.interfaces = List.copyOf(interfaces);
    this.securityGroups = List.copyOf(settings.groups());
    this.attributes = attributes;
    this.created = created;
    this.active = active;
  }

  Settings settings() {
    return settings;
  }

  String name() {
    return settings.name();
  }

  String region() {
    return region;
  }

  boolean gateway() {
    return settings.type().equals("gateway");
  }

  String vpcId() {
    return vpcId;
  }

  Instant created() {
    return created;
  }

  /** From when on it is active; provisioning before. */
  Instant active() {
    return active;
  }

  List<Eni> interfaces() {
    return interfaces;
  }

  void interfaces(List<Eni> now) {
    interfaces = List.copyOf(now);
  }

  List<String> securityGroups() {
    return securityGroups;
  }

  void securityGroups(List<String> now) {
    securityGroups = List.copyOf(now);
  }

  String enforcePrivateLink() {
    return enforcePrivateLink;
  }

  void enforcePrivateLink(String onOrOff) {
    enforcePrivateLink = onOrOff;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  void attributes(Map<String, String> now) {
    attributes = now;
  }

  boolean attribute(String key) {
    return Boolean.parseBoolean(attributes.get(key));
  }

  /** Private IPv4 address by zone. */
  Map<String, String> addresses() {
    Map<String, String> addresses = new TreeMap<>();
    interfaces.forEach(each -> addresses.put(each.zone(), each.privateIp()));
    return Collections.unmodifiableMap(addresses);
  }

  /** {@code net/NAME/ID} or {@code gwy/NAME/ID}. */
  String path() {
    return arn().substring(arn().indexOf("loadbalancer/") + "loadbalancer/".length());
  }
}
