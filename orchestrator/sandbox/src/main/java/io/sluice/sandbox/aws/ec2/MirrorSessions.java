package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.ec2.MirrorSessionRow.Settings;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Traffic mirror sessions, with the limits TM-1 to TM-5, TM-8 and TM-12 of AWS's quotas. */
final class MirrorSessions {
  private static final int MOST = 10_000;
  private static final int MOST_OF_INTERFACE = 3;
  private static final int MOST_SOURCES = 10;
  private static final int HIGHEST_NUMBER = 32_766;
  private static final int HIGHEST_VNI = 0xFFFFFF;
  private static final int LONGEST_PACKET = 8500;

  private MirrorSessions() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateTrafficMirrorSession", MirrorSessions::create);
    actions.put("ModifyTrafficMirrorSession", MirrorSessions::modify);
    actions.put("DeleteTrafficMirrorSession", MirrorSessions::delete);
    actions.put(
        "DescribeTrafficMirrorSessions",
        new Listing<>(
            "TrafficMirrorSessionId",
            "trafficMirrorSessionSet",
            Region::mirrorSessions,
            MirrorSessionRow.fields()));
  }

  /** All sessions with what they refer to. */
  static List<MirrorSession> views(Region region) {
    Map<MirrorFilterRow, List<MirrorRule>> rules = new HashMap<>();
    List<MirrorSession> views = new ArrayList<>();
    for (MirrorSessionRow row : region.mirrorSessions().all()) {
      Settings settings = row.settings();
      views.add(
          new MirrorSession(
              row.id(),
              region.name(),
              row.source().id(),
              settings.number(),
              settings.vni(),
              settings.length(),
              rules.computeIfAbsent(settings.filter(), MirrorSessions::rules),
              MirrorFilters.mirrorsDns(settings.filter()),
              settings.target().target(),
              settings.target().value()));
    }
    return List.copyOf(views);
  }

  private static List<MirrorRule> rules(MirrorFilterRow filter) {
    return filter.rules().stream()
        .map(MirrorRuleRow::rule)
        .sorted(Comparator.comparingInt(MirrorRule::number))
        .toList();
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Params in = call.in();
    Nic source = call.get(region.nics(), "NetworkInterfaceId");
    MirrorTargetRow target = call.get(region.mirrorTargets(), "TrafficMirrorTargetId");
    MirrorFilterRow filter = call.get(region.mirrorFilters(), "TrafficMirrorFilterId");
    in.require("SessionNumber");
    Settings settings =
        new Settings(
            target,
            filter,
            number(in, 0),
            vni(in, ThreadLocalRandom.current().nextInt(HIGHEST_VNI + 1)),
            length(in, null),
            in.text("Description", ""));
    Map<String, String> tags = TagSpecs.read(in, Kind.MIRROR_SESSION);
    checkSource(region, source);
    checkNumber(source, settings.number(), null);
    checkTarget(region, source, settings.target());
    if (source.sessions().size() >= MOST_OF_INTERFACE) {
      throw AwsException.badRequest(
          "TrafficMirrorSessionsPerInterfaceLimitExceeded",
          "The network interface '%s' has %d traffic mirror sessions, which is the maximum."
              .formatted(source.id(), MOST_OF_INTERFACE));
    }
    if (region.mirrorSessions().size() >= MOST) {
      throw AwsException.badRequest(
          "TrafficMirrorSessionLimitExceeded",
          "The maximum number of traffic mirror sessions (" + MOST + ") has been reached.");
    }
    MirrorSessionRow row =
        region
            .mirrorSessions()
            .add(new MirrorSessionRow(region.identity(Kind.MIRROR_SESSION), source, settings));
    source.sessions().add(row);
    row.tags().putAll(tags);
    String token = in.text("ClientToken").orElse(null);
    return xml -> xml.add("trafficMirrorSession", row::write).add("clientToken", token);
  }

  private static void checkSource(Region region, Nic source) {
    Nic.Attachment attachment = source.attachment();
    if (!source.type().equals("interface") || attachment == null) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "The network interface '%s' is not attached to an instance and cannot be a traffic mirror source."
              .formatted(source.id()));
    }
    InstanceType type = attachment.instance().type();
    if (!type.mirrors()) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "The network interface '%s' is attached to an instance of type %s, which does not support traffic mirroring."
              .formatted(source.id(), type.name()));
    }
    if (region.mirrorTargets().all().stream()
        .anyMatch(target -> target.value().equals(source.id()))) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "The network interface '%s' is a traffic mirror target and cannot be a source."
              .formatted(source.id()));
    }
  }

  private static void checkNumber(Nic source, int number, @Nullable MirrorSessionRow but) {
    boolean taken =
        source.sessions().stream()
            .filter(other -> !other.equals(but))
            .anyMatch(other -> other.settings().number() == number);
    if (taken) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "The session number %d is already being used for the network interface '%s'."
              .formatted(number, source.id()));
    }
  }

  /**
   * An interface as target has a limit of sources; load balancers and endpoints have none (TM-3).
   */
  private static void checkTarget(Region region, Nic source, MirrorTargetRow target) {
    if (target.target() != TargetKind.NETWORK_INTERFACE) {
      return;
    }
    long sources =
        region.mirrorSessions().all().stream()
            .filter(session -> session.settings().target().equals(target))
            .map(MirrorSessionRow::source)
            .filter(other -> !other.equals(source))
            .distinct()
            .count();
    if (sources >= MOST_SOURCES) {
      throw AwsException.badRequest(
          "TrafficMirrorSourcesPerTargetLimitExceeded",
          "The traffic mirror target '%s' has %d sources, which is the maximum."
              .formatted(target.id(), MOST_SOURCES));
    }
  }

  private static Consumer<Xml> modify(Call call) {
    Region region = call.region();
    Params in = call.in();
    MirrorSessionRow row = call.get(region.mirrorSessions(), "TrafficMirrorSessionId");
    Settings old = row.settings();
    List<String> removed = in.texts("RemoveField");
    for (String field : removed) {
      if (!List.of("packet-length", "description", "virtual-network-id").contains(field)) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "Value (" + field + ") for parameter removeField is invalid.");
      }
    }
    boolean newVni = removed.contains("virtual-network-id");
    Settings settings =
        new Settings(
            call.find(region.mirrorTargets(), "TrafficMirrorTargetId").orElse(old.target()),
            call.find(region.mirrorFilters(), "TrafficMirrorFilterId").orElse(old.filter()),
            number(in, old.number()),
            vni(in, newVni ? ThreadLocalRandom.current().nextInt(HIGHEST_VNI + 1) : old.vni()),
            removed.contains("packet-length") ? null : length(in, old.length()),
            removed.contains("description") ? "" : in.text("Description", old.description()));
    checkNumber(row.source(), settings.number(), row);
    if (!settings.target().equals(old.target())) {
      checkTarget(region, row.source(), settings.target());
    }
    row.change(settings);
    return xml -> xml.add("trafficMirrorSession", row::write);
  }

  private static int number(Params in, int old) {
    return within(in.number("SessionNumber").orElse(old), "SessionNumber", 1, HIGHEST_NUMBER);
  }

  private static int vni(Params in, int old) {
    return within(in.number("VirtualNetworkId").orElse(old), "VirtualNetworkId", 0, HIGHEST_VNI);
  }

  private static @Nullable Integer length(Params in, @Nullable Integer old) {
    Integer length = in.number("PacketLength").orElse(old);
    return length == null
        ? null
        : Integer.valueOf(within(length, "PacketLength", 1, LONGEST_PACKET));
  }

  private static int within(int value, String name, int least, int most) {
    if (value < least || value > most) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Value (%d) for parameter %s is invalid. It must be from %d to %d."
              .formatted(value, name, least, most));
    }
    return value;
  }

  private static Consumer<Xml> delete(Call call) {
    MirrorSessionRow row = call.get(call.region().mirrorSessions(), "TrafficMirrorSessionId");
    row.source().sessions().remove(row);
    call.region().mirrorSessions().remove(row);
    return xml -> xml.add("trafficMirrorSessionId", row.id());
  }
}
