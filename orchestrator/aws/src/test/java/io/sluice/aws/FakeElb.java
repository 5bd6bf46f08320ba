package io.sluice.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The Elastic Load Balancing of {@link FakeMirrorCloud}; what it keeps lies there. */
final class FakeElb {
  private static final String ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:";

  private final FakeMirrorCloud cloud;

  FakeElb(FakeMirrorCloud cloud) {
    this.cloud = cloud;
  }

  Map<String, Object> answer(String action, Map<String, String> form) {
    return switch (action) {
      case "CreateTargetGroup" -> elbMade(form, "TargetGroup", "targetgroup/");
      case "CreateLoadBalancer" -> elbMade(form, "LoadBalancer", "loadbalancer/net/");
      case "CreateListener" -> elbMade(form, "Listener", "listener/net/");
      case "DescribeTargetGroups" -> Map.of("TargetGroups", groups());
      case "DescribeLoadBalancers" -> Map.of("LoadBalancers", arns(form, "LoadBalancer"));
      case "DescribeListeners" -> Map.of("Listeners", cloud.of("Listener"));
      case "DescribeTags" ->
          Map.of(
              "TagDescriptions",
              QueryWire.list(form, "ResourceArns.member").stream().map(this::tags).toList());
      case "DescribeTargetGroupAttributes", "DescribeLoadBalancerAttributes" ->
          Map.of("Attributes", elbThing(form).getOrDefault("Attributes", List.of()));
      case "ModifyTargetGroupAttributes", "ModifyLoadBalancerAttributes" -> {
        elbThing(form)
            .put(
                "Attributes",
                QueryWire.pairs(form, "Attributes.member").entrySet().stream()
                    .map(one -> Map.of("Key", one.getKey(), "Value", one.getValue()))
                    .toList());
        yield Map.of();
      }
      case "ModifyTargetGroup" -> {
        elbThing(form).putAll(elbSaid(form));
        yield Map.of();
      }
      case "ModifyListener" -> {
        elbThing(form).putAll(elbSaid(form));
        yield Map.of();
      }
      case "DeleteTargetGroup", "DeleteLoadBalancer", "DeleteListener" -> {
        String kind = action.substring("Delete".length());
        cloud.things.getOrDefault(kind, new TreeMap<>()).remove(form.get(kind + "Arn"));
        yield Map.of();
      }
      default -> throw new FakeMirrorCloud.Refusal(400, "InvalidAction", action);
    };
  }

  private List<Map<String, Object>> groups() {
    return cloud.of("TargetGroup").stream()
        .map(
            group -> {
              Map<String, Object> whole = new LinkedHashMap<>(group);
              whole.put(
                  "LoadBalancerArns",
                  cloud.of("Listener").stream()
                      .filter(one -> one.get("Forward").equals(group.get("TargetGroupArn")))
                      .map(one -> one.get("LoadBalancerArn"))
                      .toList());
              return whole;
            })
        .toList();
  }

  private List<Map<String, Object>> arns(Map<String, String> form, String kind) {
    List<String> asked = QueryWire.list(form, kind + "Arns.member");
    List<Map<String, Object>> found =
        cloud.of(kind).stream()
            .filter(one -> asked.isEmpty() || asked.contains(one.get(kind + "Arn")))
            .toList();
    if (found.size() < asked.size()) {
      throw new FakeMirrorCloud.Refusal(400, kind + "NotFound", "not there");
    }
    return found;
  }

  private Map<String, Object> elbMade(Map<String, String> form, String kind, String path) {
    Map<String, Object> thing = elbSaid(form);
    for (Map<String, Object> other : cloud.of(kind)) {
      if (form.containsKey("Name") && form.get("Name").equals(other.get(kind + "Name"))) {
        return Map.of(kind + "s", List.of(other));
      }
      if (kind.equals("Listener")
          && thing.get("LoadBalancerArn").equals(other.get("LoadBalancerArn"))) {
        throw new FakeMirrorCloud.Refusal(400, "DuplicateListener", "one listens there already");
      }
    }
    String arn = ARN + path + form.getOrDefault("Name", "x") + "/" + ++cloud.next;
    thing.put(kind + "Arn", arn);
    thing.put(kind + "Name", form.get("Name"));
    thing.put("Tags", QueryWire.pairs(form, "Tags.member"));
    thing.put(
        "AvailabilityZones",
        QueryWire.list(form, "Subnets.member").stream()
            .map(subnet -> Map.of("SubnetId", subnet))
            .toList());
    cloud.things.computeIfAbsent(kind, key -> new TreeMap<>()).put(arn, thing);
    return Map.of(kind + "s", List.of(thing));
  }

  private static Map<String, Object> elbSaid(Map<String, String> form) {
    Map<String, Object> thing = new LinkedHashMap<>();
    form.forEach(
        (name, value) -> {
          if (name.indexOf('.') < 0) {
            thing.put(name, value);
          }
        });
    if (form.containsKey("Matcher.HttpCode")) {
      thing.put("Matcher", Map.of("HttpCode", form.get("Matcher.HttpCode")));
    }
    String forward = form.get("DefaultActions.member.1.TargetGroupArn");
    if (forward != null) {
      thing.put("Forward", forward);
      thing.put("DefaultActions", List.of(Map.of("Type", "forward", "TargetGroupArn", forward)));
    }
    return thing;
  }

  private Map<String, Object> tags(String arn) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("ResourceArn", arn);
    @SuppressWarnings("unchecked")
    Map<String, String> tags = (Map<String, String>) byArn(arn).getOrDefault("Tags", Map.of());
    told.put(
        "Tags",
        tags.entrySet().stream()
            .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
            .toList());
    return told;
  }

  private Map<String, Object> byArn(String arn) {
    return cloud.things.values().stream()
        .map(kind -> kind.get(arn))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new FakeMirrorCloud.Refusal(400, "LoadBalancerNotFound", arn));
  }

  private Map<String, Object> elbThing(Map<String, String> form) {
    return byArn(
        form.entrySet().stream()
            .filter(one -> one.getKey().endsWith("Arn"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow());
  }
}
