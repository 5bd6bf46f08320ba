package io.sluice.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * As much of EC2 and ELB as mirroring needs: what is created is kept and given back in pages. Of
 * AWS's rules it knows those whose breach would be silent here: names, numbers and tokens are used
 * once. The integration tests' sandbox judges the rest.
 */
final class FakeMirrorCloud implements AutoCloseable {
  static final String VPC = "vpc-0a1b2c3d4e5f60001";
  static final List<String> SUBNETS =
      List.of("subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002");
  static final List<String> ZONES = List.of("eu-west-1a", "eu-west-1b");

  /** A network interface of an instance. */
  record Card(String id, String subnet, String zone, String vpc) {}

  /** An instance of the user's. */
  record Machine(String id, String type, Map<String, String> tags, List<Card> cards) {}

  /** AWS's refusal. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;
    final String code;

    Refusal(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  private final HttpServer server;
  private final List<Machine> machines = new CopyOnWriteArrayList<>();
  final Map<String, Map<String, Map<String, Object>>> things = new TreeMap<>();
  private final Map<String, Map<String, Object>> tokens = new TreeMap<>();
  private final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();
  private final List<Map<String, Object>> routeTables = new CopyOnWriteArrayList<>();
  private volatile Predicate<Map<String, String>> cut = form -> false;
  private volatile Map<String, Refusal> refusals = Map.of();
  int next;

  FakeMirrorCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Map<String, String>> calls() {
    return List.copyOf(calls);
  }

  List<String> actions() {
    return calls.stream().map(call -> call.get("Action")).toList();
  }

  void forgetCalls() {
    calls.clear();
  }

  void add(Machine machine) {
    machines.add(machine);
  }

  void remove(Predicate<Machine> which) {
    machines.removeIf(which);
  }

  /** Does what it is asked to do, once, and then breaks the connection. */
  void cutOnce(Predicate<Map<String, String>> which) {
    cut = which;
  }

  /** Answers the next call of that action so, and does not do it. */
  void refuseOnce(String action, String code) {
    refusals = Map.of(action, new Refusal(400, code, "AWS says so. And more."));
  }

  void route(String vpc, Map<String, Object> route) {
    routeTables.add(
        Map.of(
            "routeTableId",
            "rtb-" + vpc,
            "vpcId",
            vpc,
            "associationSet",
            List.of(Map.of("main", "true")),
            "routeSet",
            List.of(route)));
  }

  synchronized List<Map<String, Object>> of(String kind) {
    return List.copyOf(things.getOrDefault(kind, Map.of()).values());
  }

  /** Somebody else's, or ours changed behind our back. */
  synchronized void put(String kind, String id, Map<String, Object> thing) {
    things.computeIfAbsent(kind, key -> new TreeMap<>()).put(id, new LinkedHashMap<>(thing));
  }

  synchronized void drop(String kind) {
    things.remove(kind);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        QueryWire.form(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.add(form);
    String answer;
    int status = 200;
    Refusal asked = refusals.get(form.get("Action"));
    try {
      if (asked != null) {
        refusals = Map.of();
        throw asked;
      }
      answer = answer(form);
    } catch (Refusal refusal) {
      status = refusal.status;
      answer = error(form, refusal);
    } catch (RuntimeException e) {
      e.printStackTrace();
      throw e;
    }
    if (cut.test(form)) {
      cut = any -> false;
      exchange.close();
      return;
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static boolean isEc2(Map<String, String> form) {
    return "2016-11-15".equals(form.get("Version"));
  }

  private static String error(Map<String, String> form, Refusal refusal) {
    Map<String, Object> said =
        new LinkedHashMap<>(Map.of("Code", refusal.code, "Message", refusal.getMessage()));
    String error = "<Error>" + QueryWire.xml(said, "item") + "</Error>";
    return isEc2(form)
        ? "<Response><Errors>" + error + "</Errors><RequestID>1</RequestID></Response>"
        : "<ErrorResponse>" + error + "<RequestId>1</RequestId></ErrorResponse>";
  }

  private synchronized String answer(Map<String, String> form) {
    String action = Objects.requireNonNull(form.get("Action"));
    if (isEc2(form)) {
      return "<%1$sResponse>%2$s</%1$sResponse>"
          .formatted(action, QueryWire.xml(ec2(action, form), "item"));
    }
    Object result =
        action.equals("GetCallerIdentity")
            ? Map.of("Account", "123456789012", "Arn", "arn:aws:iam::123456789012:user/x")
            : new FakeElb(this).answer(action, form);
    return "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
        .formatted(action, QueryWire.xml(result, "member"));
  }

  private Map<String, Object> ec2(String action, Map<String, String> form) {
    return switch (action) {
      case "DescribeVpcs" -> Map.of("vpcSet", List.of(Map.of("vpcId", VPC)));
      case "DescribeSubnets" -> Map.of("subnetSet", subnets(form));
      case "DescribeRouteTables" -> Map.of("routeTableSet", routeTables);
      case "DescribeInstances" -> page(form, "reservationSet", instances(form));
      case "DescribeNetworkInterfaces" -> page(form, "networkInterfaceSet", cards(form));
      case "CreateTrafficMirrorTarget" -> made(form, "trafficMirrorTarget", this::target);
      case "CreateTrafficMirrorFilter" -> made(form, "trafficMirrorFilter", this::filter);
      case "CreateTrafficMirrorFilterRule" -> made(form, "trafficMirrorFilterRule", this::rule);
      case "CreateTrafficMirrorSession" -> made(form, "trafficMirrorSession", this::session);
      case "DescribeTrafficMirrorTargets" ->
          page(form, "trafficMirrorTargetSet", of("trafficMirrorTarget"));
      case "DescribeTrafficMirrorFilters" -> page(form, "trafficMirrorFilterSet", filters());
      case "DescribeTrafficMirrorSessions" ->
          page(form, "trafficMirrorSessionSet", of("trafficMirrorSession"));
      case "ModifyTrafficMirrorFilterNetworkServices" -> services(form);
      case "ModifyTrafficMirrorFilterRule" ->
          changed(form, "trafficMirrorFilterRule", "TrafficMirrorFilterRuleId");
      case "ModifyTrafficMirrorSession" ->
          changed(form, "trafficMirrorSession", "TrafficMirrorSessionId");
      case "DeleteTrafficMirrorTarget" ->
          gone(form, "trafficMirrorTarget", "TrafficMirrorTargetId");
      case "DeleteTrafficMirrorFilter" ->
          gone(form, "trafficMirrorFilter", "TrafficMirrorFilterId");
      case "DeleteTrafficMirrorFilterRule" ->
          gone(form, "trafficMirrorFilterRule", "TrafficMirrorFilterRuleId");
      case "DeleteTrafficMirrorSession" ->
          gone(form, "trafficMirrorSession", "TrafficMirrorSessionId");
      case "DescribeVpcEndpointServiceConfigurations" ->
          Map.of("serviceConfigurationSet", List.of());
      case "DescribeVpcEndpoints" -> Map.of("vpcEndpointSet", List.of());
      default -> throw new Refusal(400, "InvalidAction", action);
    };
  }

  private Map<String, Object> page(
      Map<String, String> form, String name, List<? extends Object> all) {
    int start = Integer.parseInt(form.getOrDefault("NextToken", "0"));
    int size = Integer.parseInt(form.getOrDefault("MaxResults", "1000000"));
    int end = Math.min(all.size(), start + size);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(name, List.copyOf(all.subList(start, end)));
    page.put("nextToken", end < all.size() ? Integer.toString(end) : null);
    return page;
  }

  private static List<Map<String, Object>> subnets(Map<String, String> form) {
    List<String> ids = QueryWire.filters(form).getOrDefault("subnet-id", SUBNETS);
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < SUBNETS.size(); i++) {
      if (ids.contains(SUBNETS.get(i))) {
        all.add(
            Map.of(
                "subnetId",
                SUBNETS.get(i),
                "vpcId",
                VPC,
                "cidrBlock",
                "10.60." + 32 * i + ".0/19",
                "availabilityZone",
                ZONES.get(i)));
      }
    }
    return all;
  }

  private List<Map<String, Object>> instances(Map<String, String> form) {
    Map<String, List<String>> filters = QueryWire.filters(form);
    return machines.stream()
        .filter(machine -> filters.entrySet().stream().allMatch(one -> matches(machine, one)))
        .map(machine -> Map.<String, Object>of("instancesSet", List.of(instance(machine))))
        .toList();
  }

  private static boolean matches(Machine machine, Map.Entry<String, List<String>> filter) {
    List<String> values = filter.getValue();
    return switch (filter.getKey()) {
      case "instance-state-name" -> values.contains("running");
      case "instance-id" -> values.contains(machine.id());
      case "network-interface.subnet-id" ->
          machine.cards().stream().anyMatch(card -> values.contains(card.subnet()));
      default -> values.contains(machine.tags().get(filter.getKey().substring("tag:".length())));
    };
  }

  private static Map<String, Object> instance(Machine machine) {
    return Map.of(
        "instanceId", machine.id(),
        "instanceType", machine.type(),
        "placement", Map.of("availabilityZone", machine.cards().getFirst().zone()),
        "tagSet", tagSet(machine.tags()),
        "networkInterfaceSet", machine.cards().stream().map(card -> card(card, null)).toList());
  }

  private static Map<String, Object> card(Card card, String instance) {
    Map<String, Object> thing = new LinkedHashMap<>();
    thing.put("networkInterfaceId", card.id());
    thing.put("subnetId", card.subnet());
    thing.put("vpcId", card.vpc());
    thing.put("availabilityZone", card.zone());
    thing.put("interfaceType", "interface");
    thing.put("privateIpAddress", "10.60.0.4");
    thing.put("attachment", instance == null ? null : Map.of("instanceId", instance));
    return thing;
  }

  private List<Map<String, Object>> cards(Map<String, String> form) {
    List<String> ids = QueryWire.filters(form).get("network-interface-id");
    return machines.stream()
        .flatMap(
            machine ->
                machine.cards().stream()
                    .filter(card -> ids.contains(card.id()))
                    .map(card -> card(card, machine.id())))
        .toList();
  }

  static List<Map<String, Object>> tagSet(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Map.<String, Object>of("key", tag.getKey(), "value", tag.getValue()))
        .toList();
  }

  /** Makes a thing of a form. */
  private interface Maker {
    Map<String, Object> make(Map<String, String> form);
  }

  /** A token that was used before is answered with what it made then. */
  private Map<String, Object> made(Map<String, String> form, String kind, Maker maker) {
    String token = kind + Objects.requireNonNull(form.get("ClientToken"));
    Map<String, Object> thing = tokens.get(token);
    if (thing == null) {
      thing = new LinkedHashMap<>(maker.make(form));
      String id = kind + "-" + ++next;
      thing.put(kind + "Id", id);
      thing.put("tagSet", tagSet(QueryWire.pairs(form, "TagSpecification.1.Tag")));
      things.computeIfAbsent(kind, key -> new TreeMap<>()).put(id, thing);
      tokens.put(token, thing);
    }
    return Map.of(kind, thing);
  }

  private Map<String, Object> target(Map<String, String> form) {
    Map<String, Object> thing = new LinkedHashMap<>();
    thing.put("networkLoadBalancerArn", form.get("NetworkLoadBalancerArn"));
    thing.put("gatewayLoadBalancerEndpointId", form.get("GatewayLoadBalancerEndpointId"));
    return thing;
  }

  private Map<String, Object> filter(Map<String, String> form) {
    return new LinkedHashMap<>(Map.of("networkServiceSet", List.of()));
  }

  private List<Map<String, Object>> filters() {
    return of("trafficMirrorFilter").stream()
        .map(
            filter -> {
              Map<String, Object> whole = new LinkedHashMap<>(filter);
              whole.put("ingressFilterRuleSet", rules(filter, "ingress"));
              whole.put("egressFilterRuleSet", rules(filter, "egress"));
              return whole;
            })
        .toList();
  }

  private List<Map<String, Object>> rules(Map<String, Object> filter, String direction) {
    return of("trafficMirrorFilterRule").stream()
        .filter(
            rule -> filter.get("trafficMirrorFilterId").equals(rule.get("trafficMirrorFilterId")))
        .filter(rule -> direction.equals(rule.get("trafficDirection")))
        .toList();
  }

  private Map<String, Object> services(Map<String, String> form) {
    Map<String, Object> filter = thing("trafficMirrorFilter", form.get("TrafficMirrorFilterId"));
    filter.put("networkServiceSet", QueryWire.list(form, "AddNetworkService"));
    return Map.of("trafficMirrorFilter", filter);
  }

  private Map<String, Object> rule(Map<String, String> form) {
    Map<String, Object> rule = said(form);
    boolean taken =
        of("trafficMirrorFilterRule").stream()
            .anyMatch(
                other ->
                    List.of("trafficMirrorFilterId", "trafficDirection", "ruleNumber").stream()
                        .allMatch(name -> rule.get(name).equals(other.get(name))));
    if (taken) {
      throw new Refusal(400, "TrafficMirrorFilterRuleAlreadyExists", "there is one");
    }
    return rule;
  }

  private Map<String, Object> session(Map<String, String> form) {
    Map<String, Object> session = said(form);
    List<Map<String, Object>> others =
        of("trafficMirrorSession").stream()
            .filter(
                other -> session.get("networkInterfaceId").equals(other.get("networkInterfaceId")))
            .toList();
    if (others.size() >= 3) {
      throw new Refusal(400, "TrafficMirrorSessionsPerInterfaceLimitExceeded", "three are enough");
    }
    if (others.stream()
        .anyMatch(other -> session.get("sessionNumber").equals(other.get("sessionNumber")))) {
      throw new Refusal(400, "InvalidParameterValue", "the session number is taken");
    }
    session.putIfAbsent("packetLength", "8500");
    return session;
  }

  /** A form's plain words, as the answer spells them. */
  private static Map<String, Object> said(Map<String, String> form) {
    Map<String, Object> thing = new LinkedHashMap<>();
    form.forEach(
        (name, value) -> {
          int dot = name.indexOf('.');
          if (dot < 0) {
            thing.put(lower(name), value);
          } else if (name.contains("PortRange.")) {
            @SuppressWarnings("unchecked")
            Map<String, Object> range =
                (Map<String, Object>)
                    thing.computeIfAbsent(
                        lower(name.substring(0, dot)), key -> new LinkedHashMap<>());
            range.put(lower(name.substring(dot + 1)), value);
          }
        });
    return thing;
  }

  private static String lower(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private Map<String, Object> changed(Map<String, String> form, String kind, String id) {
    Map<String, Object> thing = thing(kind, form.get(id));
    thing.putAll(said(form));
    QueryWire.list(form, "RemoveField").stream().map(FakeMirrorCloud::camel).forEach(thing::remove);
    if (kind.equals("trafficMirrorSession")) {
      thing.putIfAbsent("packetLength", "8500");
    }
    return Map.of(kind, thing);
  }

  private static String camel(String dashed) {
    List<String> words = List.of(dashed.split("-", -1));
    return words.getFirst()
        + words.stream()
            .skip(1)
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
  }

  private Map<String, Object> thing(String kind, String id) {
    Map<String, Object> thing = things.getOrDefault(kind, Map.of()).get(id);
    if (thing == null) {
      throw new Refusal(
          400,
          "Invalid" + Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + "Id.NotFound",
          id + " is not there");
    }
    return thing;
  }

  private Map<String, Object> gone(Map<String, String> form, String kind, String id) {
    thing(kind, form.get(id));
    things.get(kind).remove(form.get(id));
    return Map.of("return", "true");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
