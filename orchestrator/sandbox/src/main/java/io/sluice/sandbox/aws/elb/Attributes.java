package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The attributes that a kind of resource has, with their defaults and what they may be.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html">
 *     TargetGroupAttribute</a>
 */
final class Attributes {
  static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
  static final String PROTECTED = "deletion_protection.enabled";
  static final String DELAY = "deregistration_delay.timeout_seconds";
  static final String OF_BALANCER = "use_load_balancer_configuration";
  private static final String CLIENT_IP = "preserve_client_ip.enabled";
  private static final String ON_DEREGISTRATION = "target_failover.on_deregistration";
  private static final String ON_UNHEALTHY = "target_failover.on_unhealthy";
  private static final String STICKINESS = "stickiness.type";

  private static final Map<String, String> ALLOWED =
      Map.ofEntries(
          Map.entry(DELAY, "[0-9]|[1-9][0-9]{1,2}|[12][0-9]{3}|3[0-5][0-9]{2}|3600"),
          Map.entry(ON_DEREGISTRATION, "rebalance|no_rebalance"),
          Map.entry(ON_UNHEALTHY, "rebalance|no_rebalance"),
          Map.entry("tcp.idle_timeout.seconds", "[6-9][0-9]|[1-9][0-9]{2}|[1-5][0-9]{3}|6000"),
          Map.entry(
              "dns_record.client_routing_policy",
              "availability_zone_affinity|partial_availability_zone_affinity|any_availability_zone"),
          Map.entry("access_logs.s3.bucket", ".*"),
          Map.entry("access_logs.s3.prefix", ".*"),
          Map.entry("secondary_ips.auto_assigned.per_subnet", "[0-7]"),
          Map.entry("target_health_state.unhealthy.draining_interval_seconds", "[0-9]{1,6}"));

  private Attributes() {}

  static Map<String, String> ofBalancer(boolean gateway, String scheme) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(PROTECTED, "false");
    all.put(CROSS_ZONE, "false");
    if (!gateway) {
      all.put("access_logs.s3.enabled", "false");
      all.put("access_logs.s3.bucket", "");
      all.put("access_logs.s3.prefix", "");
      all.put("ipv6.deny_all_igw_traffic", String.valueOf(scheme.equals("internal")));
      all.put("dns_record.client_routing_policy", "any_availability_zone");
      all.put("zonal_shift.config.enabled", "false");
      all.put("secondary_ips.auto_assigned.per_subnet", "0");
    }
    return Collections.unmodifiableMap(all);
  }

  static Map<String, String> ofGroup(Group.Settings group) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("stickiness.enabled", "false");
    all.put(DELAY, "300");
    if (group.geneve()) {
      all.put(STICKINESS, "source_ip_dest_ip_proto");
      all.put(ON_DEREGISTRATION, "no_rebalance");
      all.put(ON_UNHEALTHY, "no_rebalance");
      return Collections.unmodifiableMap(all);
    }
    boolean udp = group.protocol().contains("UDP");
    all.put(STICKINESS, "source_ip");
    all.put("deregistration_delay.connection_termination.enabled", String.valueOf(udp));
    all.put(CLIENT_IP, String.valueOf(udp || group.type().equals("instance")));
    all.put("proxy_protocol_v2.enabled", "false");
    all.put(CROSS_ZONE, OF_BALANCER);
    all.put("target_group_health.dns_failover.minimum_healthy_targets.count", "1");
    all.put("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off");
    all.put("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1");
    all.put(
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off");
    all.put("target_health_state.unhealthy.connection_termination.enabled", String.valueOf(!udp));
    all.put("target_health_state.unhealthy.draining_interval_seconds", "0");
    return Collections.unmodifiableMap(all);
  }

  static Map<String, String> ofListener(String protocol) {
    return Set.of("TCP", "GENEVE").contains(protocol)
        ? Map.of("tcp.idle_timeout.seconds", "350")
        : Map.of();
  }

  /** The attributes after a Modify call, which may only set those that are there. */
  static Map<String, String> modified(Map<String, String> before, Params in) {
    Map<String, String> after = new LinkedHashMap<>(before);
    for (Params each : in.list("Attributes")) {
      String key = Check.required(each, "Key");
      String value = each.text("Value", "");
      if (!before.containsKey(key)) {
        throw Check.configuration("Attribute key '%s' is not recognized".formatted(key));
      }
      if (!value.matches(allowed(key, before))) {
        throw Check.invalid("Value '%s' is not valid for attribute '%s'".formatted(value, key));
      }
      after.put(key, value);
    }
    return Collections.unmodifiableMap(after);
  }

  /** The same for a target group, whose attributes depend on each other. */
  static Map<String, String> modified(Group group, Params in) {
    Map<String, String> after = modified(group.attributes(), in);
    if (group.settings().geneve()
        && !String.valueOf(after.get(ON_DEREGISTRATION)).equals(after.get(ON_UNHEALTHY))) {
      throw Check.configuration(
          "The values of '%s' and '%s' must be the same"
              .formatted(ON_DEREGISTRATION, ON_UNHEALTHY));
    }
    if (group.settings().protocol().contains("UDP") && "false".equals(after.get(CLIENT_IP))) {
      throw Check.configuration(
          "Client IP preservation cannot be disabled for UDP and TCP_UDP target groups");
    }
    return after;
  }

  private static String allowed(String key, Map<String, String> before) {
    if (key.equals(STICKINESS)) {
      return before.containsKey(ON_UNHEALTHY)
          ? "source_ip_dest_ip|source_ip_dest_ip_proto"
          : "source_ip";
    }
    if (key.equals(CROSS_ZONE) && before.containsKey(STICKINESS)) {
      return "true|false|" + OF_BALANCER;
    }
    if (key.startsWith("target_group_health.")) {
      return "off|[1-9][0-9]{0,4}";
    }
    return ALLOWED.getOrDefault(key, "true|false");
  }

  static void write(Xml out, Map<String, String> attributes) {
    out.list(
        "Attributes",
        "member",
        attributes.entrySet(),
        (xml, each) -> xml.add("Key", each.getKey()).add("Value", each.getValue()));
  }
}
