package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.ec2.Resource.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** All that there is in a region. Its monitor guards everything in it. */
final class Region {
  private final String name;
  private final Map<String, Resource> everything = new LinkedHashMap<>();
  private final Idempotency idempotency = new Idempotency();
  private final Table<Vpc> vpcs = new Table<>(Kind.VPC, everything);
  private final Table<Subnet> subnets = new Table<>(Kind.SUBNET, everything);
  private final Table<RouteTable> routeTables = new Table<>(Kind.ROUTE_TABLE, everything);
  private final Table<InternetGateway> internetGateways =
      new Table<>(Kind.INTERNET_GATEWAY, everything);
  private final Table<SecurityGroup> groups = new Table<>(Kind.SECURITY_GROUP, everything);
  private final Table<SecurityGroupRule> groupRules =
      new Table<>(Kind.SECURITY_GROUP_RULE, everything);
  private final Table<Nic> nics = new Table<>(Kind.NETWORK_INTERFACE, everything);
  private final Table<Instance> instances = new Table<>(Kind.INSTANCE, everything);
  private final Table<LaunchTemplate> launchTemplates =
      new Table<>(Kind.LAUNCH_TEMPLATE, everything);
  private final Table<MirrorTargetRow> mirrorTargets = new Table<>(Kind.MIRROR_TARGET, everything);
  private final Table<MirrorFilterRow> mirrorFilters = new Table<>(Kind.MIRROR_FILTER, everything);
  private final Table<MirrorRuleRow> mirrorRules = new Table<>(Kind.MIRROR_FILTER_RULE, everything);
  private final Table<MirrorSessionRow> mirrorSessions =
      new Table<>(Kind.MIRROR_SESSION, everything);
  private final Table<EndpointService> endpointServices =
      new Table<>(Kind.ENDPOINT_SERVICE, everything);
  private final Table<Endpoint> endpoints = new Table<>(Kind.ENDPOINT, everything);
  private long last;

  private Region(String name) {
    this.name = name;
  }

  /** A region with its estate. */
  static Region begin(String name) {
    Region region = new Region(name);
    Estate.build(region);
    return region;
  }

  String name() {
    return name;
  }

  /** A new id. */
  Identity identity(Kind kind) {
    return new Identity(kind.prefix() + hex(), ++last);
  }

  /** An id of the estate, the same in every region. */
  Identity identity(Kind kind, int number) {
    return new Identity("%s0a1b2c3d4e5f6%04d".formatted(kind.prefix(), number), ++last);
  }

  /** Seventeen digits that nothing else has. */
  static String hex() {
    return "0%016x".formatted(ThreadLocalRandom.current().nextLong());
  }

  /** A resource of any kind. */
  Optional<Resource> find(String id) {
    return Optional.ofNullable(everything.get(id));
  }

  /** Every resource by id; a live view. */
  Map<String, Resource> everything() {
    return everything;
  }

  Idempotency idempotency() {
    return idempotency;
  }

  Table<Vpc> vpcs() {
    return vpcs;
  }

  Table<Subnet> subnets() {
    return subnets;
  }

  Table<RouteTable> routeTables() {
    return routeTables;
  }

  Table<InternetGateway> internetGateways() {
    return internetGateways;
  }

  Table<SecurityGroup> groups() {
    return groups;
  }

  Table<SecurityGroupRule> groupRules() {
    return groupRules;
  }

  Table<Nic> nics() {
    return nics;
  }

  Table<Instance> instances() {
    return instances;
  }

  Table<LaunchTemplate> launchTemplates() {
    return launchTemplates;
  }

  Table<MirrorTargetRow> mirrorTargets() {
    return mirrorTargets;
  }

  Table<MirrorFilterRow> mirrorFilters() {
    return mirrorFilters;
  }

  Table<MirrorRuleRow> mirrorRules() {
    return mirrorRules;
  }

  Table<MirrorSessionRow> mirrorSessions() {
    return mirrorSessions;
  }

  Table<EndpointService> endpointServices() {
    return endpointServices;
  }

  Table<Endpoint> endpoints() {
    return endpoints;
  }
}
