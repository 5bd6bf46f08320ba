package io.sluice.aws;

import io.sluice.aws.SourceChoice.Standing;
import io.sluice.engine.blueprint.InstanceSelector;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.resource.Identity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * Finds the network interfaces that a blueprint's sources mean, in pages of a thousand and never by
 * a call for each: instances by their tags (a list for each source), what is named by ids (a list
 * for every {@value #VALUES} of them, AWS's limit for a filter), and in subnets.
 *
 * <p>An instance counts from its start until it is terminated, stopped or not: a session stands on
 * its interface all the while.
 */
final class Sources {
  /** Values that one filter can hold. */
  private static final int VALUES = 200;

  private static final Filter ALIVE =
      filter("instance-state-name", List.of("pending", "running", "stopping", "stopped"));

  private final Workspace at;
  private final Mirroring mirroring;
  private final List<Candidate> candidates = new ArrayList<>();
  private final Map<String, Problem> refused = new LinkedHashMap<>();
  private final List<Problem> notices = new ArrayList<>();

  private Sources(Workspace at, Mirroring mirroring) {
    this.at = at;
    this.mirroring = mirroring;
  }

  /** What the blueprint's sources mean now. */
  static SourceChoice read(Workspace at, Mirroring mirroring, MirrorTypes types) {
    Sources sources = new Sources(at, mirroring);
    sources.collect();
    return sources.choose(types);
  }

  private Ec2Client client() {
    return at.clients().ec2();
  }

  private void collect() {
    Set<String> interfaces = new LinkedHashSet<>();
    Set<String> subnets = new LinkedHashSet<>();
    for (Source source : at.blueprint().sources()) {
      switch (source) {
        case Source.Instances some -> instances(some.instances());
        case Source.Interfaces some -> interfaces.addAll(some.interfaces());
        case Source.Subnets some -> subnets.addAll(some.subnets());
        case Source.PublicLoadBalancer azure -> throw elsewhere(azure);
        case Source.Frontend azure -> throw elsewhere(azure);
        case Source.PublicIp azure -> throw elsewhere(azure);
      }
    }
    interfaces(interfaces);
    subnets(subnets);
  }

  private static IllegalStateException elsewhere(Source source) {
    return new IllegalStateException("the loader lets no such source into AWS: " + source);
  }

  private void instances(InstanceSelector selector) {
    Map<String, String> except = selector.except() == null ? Map.of() : selector.except().tags();
    if (!selector.tags().isEmpty()) {
      List<Instance> tagged = tagged(selector.tags());
      if (tagged.isEmpty()) {
        notices.add(SourceProblems.nothingTagged(shown(selector.tags())));
      }
      tagged.stream().filter(one -> !excepted(one, except)).forEach(one -> all(one, false));
    }
    Set<String> missing = new LinkedHashSet<>(selector.ids());
    for (Instance one : described("instance-id", selector.ids())) {
      missing.remove(one.instanceId());
      if (!excepted(one, except)) {
        all(one, true);
      }
    }
    missing.forEach(id -> refuse(id, "instance"));
  }

  /** A filter's {@code *} and {@code ?} match anything, a blueprint's do not. */
  private List<Instance> tagged(Map<String, String> tags) {
    List<Filter> filters = new ArrayList<>(List.of(ALIVE));
    new TreeMap<>(tags).forEach((key, value) -> filters.add(filter("tag:" + key, List.of(value))));
    return list("instances tagged " + new TreeMap<>(tags), filters).stream()
        .filter(one -> carries(one, tags))
        .toList();
  }

  private void interfaces(Set<String> ids) {
    Map<String, NetworkInterface> found = new LinkedHashMap<>();
    for (List<String> some : chunks(ids)) {
      at.lists()
          .all(
              "network interfaces " + some,
              () ->
                  client()
                      .describeNetworkInterfacesPaginator(
                          request ->
                              request
                                  .filters(filter("network-interface-id", some))
                                  .maxResults(Mirroring.PAGE))
                      .networkInterfaces()
                      .stream())
          .forEach(one -> found.put(one.networkInterfaceId(), one));
    }
    Map<String, Instance> instances = new HashMap<>();
    described(
            "instance-id",
            found.values().stream()
                .map(Sources::instance)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new)))
        .forEach(one -> instances.put(one.instanceId(), one));
    for (String id : ids) {
      NetworkInterface one = found.get(id);
      if (one == null) {
        refuse(id, "network interface");
      } else {
        candidates.add(candidate(one, instances.get(instance(one))));
      }
    }
  }

  private static @Nullable String instance(NetworkInterface one) {
    return one.attachment() == null ? null : one.attachment().instanceId();
  }

  private void subnets(Set<String> ids) {
    Set<String> missing = new LinkedHashSet<>(ids);
    subnetsOf("source subnets", ids).forEach(one -> missing.remove(one.subnetId()));
    missing.forEach(id -> refuse(id, "subnet"));
    for (Instance one : described("network-interface.subnet-id", ids)) {
      one.networkInterfaces().stream()
          .filter(card -> ids.contains(card.subnetId()))
          .forEach(card -> candidates.add(candidate(one, card, true)));
    }
  }

  private void all(Instance instance, boolean named) {
    instance.networkInterfaces().forEach(card -> candidates.add(candidate(instance, card, named)));
  }

  private static Candidate candidate(
      Instance instance, InstanceNetworkInterface card, boolean named) {
    return new Candidate(
        card.networkInterfaceId(),
        card.interfaceType() == null ? "interface" : card.interfaceType(),
        card.vpcId(),
        card.subnetId(),
        instance.placement() == null ? null : instance.placement().availabilityZone(),
        card.privateIpAddress() != null,
        instance.instanceId(),
        instance.instanceTypeAsString(),
        stack(instance),
        named);
  }

  private static Candidate candidate(NetworkInterface card, @Nullable Instance instance) {
    return new Candidate(
        card.networkInterfaceId(),
        card.interfaceType() == null ? "interface" : card.interfaceTypeAsString(),
        card.vpcId(),
        card.subnetId(),
        card.availabilityZone(),
        card.privateIpAddress() != null,
        instance(card),
        instance == null ? null : instance.instanceTypeAsString(),
        instance == null ? null : stack(instance),
        true);
  }

  /** The blueprint whose appliance it is, or null. */
  private static @Nullable String stack(Instance instance) {
    return Tags.of(instance.tags()).get(Identity.BLUEPRINT_TAG);
  }

  private static boolean excepted(Instance instance, Map<String, String> except) {
    return !except.isEmpty() && carries(instance, except);
  }

  private static boolean carries(Instance instance, Map<String, String> tags) {
    return Tags.of(instance.tags()).entrySet().containsAll(tags.entrySet());
  }

  private static String shown(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> "`" + tag.getKey() + ": " + tag.getValue() + "`")
            .collect(Collectors.joining(", "));
  }

  private void refuse(String id, String what) {
    refused.put(id, SourceProblems.noSuch(what, id, at.region()));
  }

  private List<Instance> described(String name, Collection<String> ids) {
    List<Instance> all = new ArrayList<>();
    for (List<String> some : chunks(ids)) {
      all.addAll(list("instances by " + name + " " + some, List.of(ALIVE, filter(name, some))));
    }
    return all;
  }

  private List<Instance> list(String name, List<Filter> filters) {
    return at.lists()
        .all(
            name,
            () ->
                client()
                    .describeInstancesPaginator(
                        request -> request.filters(filters).maxResults(Mirroring.PAGE))
                    .reservations()
                    .stream()
                    .flatMap(reservation -> reservation.instances().stream()));
  }

  private List<Subnet> subnetsOf(String name, Collection<String> ids) {
    List<Subnet> all = new ArrayList<>();
    for (List<String> some : chunks(ids)) {
      all.addAll(
          at.lists()
              .all(
                  name + " " + some,
                  () ->
                      client()
                          .describeSubnetsPaginator(
                              request -> request.filters(filter("subnet-id", some)))
                          .subnets()
                          .stream()));
    }
    return all;
  }

  private static List<List<String>> chunks(Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    return Stream.iterate(0, start -> start < all.size(), start -> start + VALUES)
        .map(start -> all.subList(start, Math.min(all.size(), start + VALUES)))
        .toList();
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  private SourceChoice choose(MirrorTypes types) {
    String blueprint = at.blueprint().blueprint();
    List<Standing> standing =
        mirroring.sessions().stream()
            .map(
                one ->
                    new Standing(
                        one.networkInterfaceId(),
                        one.sessionNumber(),
                        at.identity().owns(Tags.of(one.tags()))))
            .toList();
    SourceChoice choice =
        SourceChoice.of(
            candidates,
            new SourceChoice.World(
                blueprint,
                standing,
                mirroring.targetInterfaces(),
                types,
                reachable(),
                at.blueprint().network().vpc() == null));
    notices.addAll(choice.notices());
    refused.putAll(choice.refused());
    return new SourceChoice(choice.sources(), notices, refused);
  }

  /** Route tables are read only where a source lies in another VPC than the fleet. */
  private Predicate<Candidate> reachable() {
    String fleet = fleetVpc();
    Set<String> others =
        candidates.stream()
            .map(Candidate::vpc)
            .filter(vpc -> !vpc.equals(fleet))
            .collect(Collectors.toCollection(TreeSet::new));
    if (others.isEmpty()) {
      return candidate -> true;
    }
    List<RouteTable> tables = new ArrayList<>();
    for (List<String> some : chunks(others)) {
      tables.addAll(
          at.lists()
              .all(
                  "route tables of " + some,
                  () ->
                      client()
                          .describeRouteTablesPaginator(
                              request -> request.filters(filter("vpc-id", some)))
                          .routeTables()
                          .stream()));
    }
    MirrorRoutes routes = new MirrorRoutes(tables, fleetRanges());
    return candidate ->
        candidate.vpc().equals(fleet) || routes.lead(candidate.vpc(), candidate.subnet());
  }

  /** The fleet's VPC, or null while it is not made. */
  private @Nullable String fleetVpc() {
    String existing = at.blueprint().network().vpc();
    return existing != null
        ? existing
        : at.vpcs().stream()
            .filter(vpc -> at.identity().owns(Tags.of(vpc.tags())))
            .map(software.amazon.awssdk.services.ec2.model.Vpc::vpcId)
            .findFirst()
            .orElse(null);
  }

  private List<String> fleetRanges() {
    List<String> named = Objects.requireNonNull(at.blueprint().network().subnets());
    return at.blueprint().network().vpc() == null
        ? named
        : subnetsOf("fleet subnets", named).stream().map(Subnet::cidrBlock).toList();
  }
}
