package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorRule.Ports;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Traffic mirror filters and their rules. */
final class MirrorFilters {
  /** In an account and region (TM-2). */
  private static final int MOST = 10_000;

  /** In a filter (TM-2). */
  private static final int MOST_RULES = 10;

  private static final int HIGHEST_NUMBER = 32_766;
  private static final String DNS = "amazon-dns";

  private MirrorFilters() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateTrafficMirrorFilter", MirrorFilters::create);
    actions.put("DeleteTrafficMirrorFilter", MirrorFilters::delete);
    actions.put("ModifyTrafficMirrorFilterNetworkServices", MirrorFilters::services);
    actions.put(
        "DescribeTrafficMirrorFilters",
        new Listing<>(
            "TrafficMirrorFilterId",
            "trafficMirrorFilterSet",
            Region::mirrorFilters,
            MirrorFilterRow.fields()));
    actions.put("CreateTrafficMirrorFilterRule", MirrorFilters::createRule);
    actions.put("ModifyTrafficMirrorFilterRule", MirrorFilters::modifyRule);
    actions.put("DeleteTrafficMirrorFilterRule", MirrorFilters::deleteRule);
    actions.put("DescribeTrafficMirrorFilterRules", MirrorFilters::describeRules);
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.MIRROR_FILTER);
    if (region.mirrorFilters().size() >= MOST) {
      throw AwsException.badRequest(
          "TrafficMirrorFilterLimitExceeded",
          "The maximum number of traffic mirror filters (" + MOST + ") has been reached.");
    }
    MirrorFilterRow filter =
        region
            .mirrorFilters()
            .add(
                new MirrorFilterRow(
                    region.identity(Kind.MIRROR_FILTER), call.in().text("Description", "")));
    filter.tags().putAll(tags);
    String token = call.in().text("ClientToken").orElse(null);
    return xml -> xml.add("trafficMirrorFilter", filter::write).add("clientToken", token);
  }

  private static Consumer<Xml> delete(Call call) {
    Region region = call.region();
    MirrorFilterRow filter = call.get(region.mirrorFilters(), "TrafficMirrorFilterId");
    if (region.mirrorSessions().all().stream()
        .anyMatch(session -> session.settings().filter().equals(filter))) {
      throw AwsException.badRequest(
          "TrafficMirrorFilterInUse",
          "The traffic mirror filter '%s' is used by a traffic mirror session."
              .formatted(filter.id()));
    }
    filter.rules().forEach(region.mirrorRules()::remove);
    region.mirrorFilters().remove(filter);
    return xml -> xml.add("trafficMirrorFilterId", filter.id());
  }

  private static Consumer<Xml> services(Call call) {
    MirrorFilterRow filter = call.get(call.region().mirrorFilters(), "TrafficMirrorFilterId");
    List<String> add = call.in().texts("AddNetworkService");
    List<String> remove = call.in().texts("RemoveNetworkService");
    for (List<String> names : List.of(add, remove)) {
      for (String name : names) {
        if (!name.equals(DNS)) {
          throw AwsException.badRequest(
              "InvalidParameterValue",
              "Value (%s) for parameter networkService is invalid. The only one is %s."
                  .formatted(name, DNS));
        }
      }
    }
    filter.services().addAll(add);
    filter.services().removeAll(remove);
    return xml -> xml.add("trafficMirrorFilter", filter::write);
  }

  static boolean mirrorsDns(MirrorFilterRow filter) {
    return filter.services().contains(DNS);
  }

  private static Consumer<Xml> createRule(Call call) {
    Region region = call.region();
    Params in = call.in();
    MirrorFilterRow filter = call.get(region.mirrorFilters(), "TrafficMirrorFilterId");
    for (String name :
        List.of(
            "TrafficDirection",
            "RuleNumber",
            "RuleAction",
            "DestinationCidrBlock",
            "SourceCidrBlock")) {
      in.require(name);
    }
    MirrorRule rule = rule(in, null, List.of());
    Map<String, String> tags = TagSpecs.read(in, Kind.MIRROR_FILTER_RULE);
    checkNumber(filter, rule, null);
    if (filter.rules().size() >= MOST_RULES) {
      throw AwsException.badRequest(
          "TrafficMirrorFilterRuleLimitExceeded",
          "The maximum number of rules (%d) of the traffic mirror filter '%s' has been reached."
              .formatted(MOST_RULES, filter.id()));
    }
    MirrorRuleRow row =
        region
            .mirrorRules()
            .add(
                new MirrorRuleRow(
                    region.identity(Kind.MIRROR_FILTER_RULE),
                    filter,
                    rule,
                    in.text("Description", "")));
    filter.rules().add(row);
    row.tags().putAll(tags);
    String token = in.text("ClientToken").orElse(null);
    return xml -> xml.add("trafficMirrorFilterRule", row::write).add("clientToken", token);
  }

  private static void checkNumber(
      MirrorFilterRow filter, MirrorRule rule, @Nullable MirrorRuleRow but) {
    boolean taken =
        filter.rules().stream()
            .filter(other -> !other.equals(but))
            .anyMatch(
                other ->
                    other.rule().ingress() == rule.ingress()
                        && other.rule().number() == rule.number());
    if (taken) {
      throw AwsException.badRequest(
          "TrafficMirrorFilterRuleAlreadyExists",
          "The traffic mirror filter '%s' has an %s rule with the number %d already."
              .formatted(filter.id(), rule.ingress() ? "ingress" : "egress", rule.number()));
    }
  }

  private static Consumer<Xml> modifyRule(Call call) {
    Params in = call.in();
    MirrorRuleRow row = call.get(call.region().mirrorRules(), "TrafficMirrorFilterRuleId");
    List<String> removed = in.texts("RemoveField");
    for (String field : removed) {
      if (!List.of("destination-port-range", "source-port-range", "protocol", "description")
          .contains(field)) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "Value (" + field + ") for parameter removeField is invalid.");
      }
    }
    MirrorRule rule = rule(in, row.rule(), removed);
    checkNumber(row.filter(), rule, row);
    String description =
        removed.contains("description") ? "" : in.text("Description", row.description());
    row.change(rule, description);
    return xml -> xml.add("trafficMirrorFilterRule", row::write);
  }

  /** The rule that a request means, on top of the one that is there. */
  private static MirrorRule rule(Params in, @Nullable MirrorRule old, List<String> removed) {
    boolean ingress =
        word(in, "TrafficDirection", "ingress", "egress").orElse(old != null && old.ingress());
    boolean accept = word(in, "RuleAction", "accept", "reject").orElse(old != null && old.accept());
    int number = in.number("RuleNumber").orElse(old == null ? 0 : old.number());
    if (number < 1 || number > HIGHEST_NUMBER) {
      throw invalid("RuleNumber", number, "It must be from 1 to " + HIGHEST_NUMBER + ".");
    }
    Integer protocol =
        removed.contains("protocol")
            ? null
            : in.number("Protocol").orElse(old == null ? null : old.protocol());
    if (protocol != null && (protocol < 0 || protocol > 255)) {
      throw invalid("Protocol", protocol, "It must be from 0 to 255.");
    }
    Ports source =
        removed.contains("source-port-range")
            ? null
            : ports(in, "SourcePortRange", old == null ? null : old.sourcePorts());
    Ports destination =
        removed.contains("destination-port-range")
            ? null
            : ports(in, "DestinationPortRange", old == null ? null : old.destinationPorts());
    if ((source != null || destination != null)
        && (protocol == null || (protocol != 6 && protocol != 17))) {
      throw AwsException.badRequest(
          "InvalidParameterCombination",
          "Port ranges can be given for the protocols 6 (TCP) and 17 (UDP) only.");
    }
    return new MirrorRule(
        ingress,
        number,
        accept,
        protocol,
        cidr(in, "SourceCidrBlock", old == null ? "" : old.sourceCidr()),
        cidr(in, "DestinationCidrBlock", old == null ? "" : old.destinationCidr()),
        source,
        destination);
  }

  private static Optional<Boolean> word(Params in, String name, String yes, String no) {
    return in.text(name)
        .map(
            text -> {
              if (!text.equals(yes) && !text.equals(no)) {
                throw invalid(name, text, "It must be " + yes + " or " + no + ".");
              }
              return text.equals(yes);
            });
  }

  private static AwsException invalid(String name, Object value, String why) {
    return AwsException.badRequest(
        "InvalidParameterValue",
        "Value (%s) for parameter %s is invalid. %s".formatted(value, name, why));
  }

  private static @Nullable Ports ports(Params in, String name, @Nullable Ports old) {
    if (!in.has(name)) {
      return old;
    }
    int from = in.child(name).number("FromPort").orElse(-1);
    int to = in.child(name).number("ToPort").orElse(-1);
    if (from < 0 || to > 65_535 || from > to) {
      throw invalid(name, from + "-" + to, "Ports are 0 to 65535, from the lower one.");
    }
    return new Ports(from, to);
  }

  /** IPv6 blocks are taken as they come. */
  private static String cidr(Params in, String name, String old) {
    String text = in.text(name, old);
    if (text.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*/[0-9]{1,3}")) {
      return text;
    }
    return Cidr.parse(text, name).toString();
  }

  private static Consumer<Xml> deleteRule(Call call) {
    MirrorRuleRow row = call.get(call.region().mirrorRules(), "TrafficMirrorFilterRuleId");
    row.filter().rules().remove(row);
    call.region().mirrorRules().remove(row);
    return xml -> xml.add("trafficMirrorFilterRuleId", row.id());
  }

  private static Consumer<Xml> describeRules(Call call) {
    MirrorFilterRow filter =
        call.find(call.region().mirrorFilters(), "TrafficMirrorFilterId").orElse(null);
    Listing<MirrorRuleRow> listing =
        new Listing<>(
            "TrafficMirrorFilterRuleId",
            "trafficMirrorFilterRuleSet",
            Region::mirrorRules,
            MirrorRuleRow.fields());
    return listing.answer(
        listing.page(
            call.in(),
            call.region().mirrorRules(),
            row -> filter == null || row.filter().equals(filter)));
  }
}
