package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Traffic mirror targets. */
final class MirrorTargets {
  /** In an account and region (TM-2). */
  private static final int MOST = 10_000;

  private MirrorTargets() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateTrafficMirrorTarget", MirrorTargets::create);
    actions.put("DeleteTrafficMirrorTarget", MirrorTargets::delete);
    actions.put(
        "DescribeTrafficMirrorTargets",
        new Listing<>(
            "TrafficMirrorTargetId",
            "trafficMirrorTargetSet",
            Region::mirrorTargets,
            MirrorTargetRow.fields()));
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Params in = call.in();
    String nic = in.text("NetworkInterfaceId", "");
    String balancer = in.text("NetworkLoadBalancerArn", "");
    String endpoint = in.text("GatewayLoadBalancerEndpointId", "");
    if (Stream.of(nic, balancer, endpoint).filter(text -> !text.isEmpty()).count() != 1) {
      throw AwsException.badRequest(
          "InvalidParameterCombination",
          "Exactly one of NetworkInterfaceId, NetworkLoadBalancerArn and"
              + " GatewayLoadBalancerEndpointId must be given.");
    }
    TargetKind kind;
    if (!nic.isEmpty()) {
      kind = TargetKind.NETWORK_INTERFACE;
      checkInterface(region.nics().get(nic));
    } else if (!balancer.isEmpty()) {
      kind = TargetKind.NETWORK_LOAD_BALANCER;
      checkBalancer(call, balancer);
    } else {
      kind = TargetKind.GATEWAY_LOAD_BALANCER_ENDPOINT;
      checkEndpoint(region.endpoints().get(endpoint));
    }
    Map<String, String> tags = TagSpecs.read(in, Kind.MIRROR_TARGET);
    if (region.mirrorTargets().size() >= MOST) {
      throw AwsException.badRequest(
          "TrafficMirrorTargetLimitExceeded",
          "The maximum number of traffic mirror targets (" + MOST + ") has been reached.");
    }
    MirrorTargetRow row =
        region
            .mirrorTargets()
            .add(
                new MirrorTargetRow(
                    region.identity(Kind.MIRROR_TARGET),
                    kind,
                    nic + balancer + endpoint,
                    in.text("Description", "")));
    row.tags().putAll(tags);
    String token = in.text("ClientToken").orElse(null);
    return xml -> xml.add("trafficMirrorTarget", row::write).add("clientToken", token);
  }

  private static void checkInterface(Nic nic) {
    if (!nic.type().equals("interface")) {
      throw invalid("Network interface %s of type %s cannot be a traffic mirror target.", nic);
    }
    if (!nic.sessions().isEmpty()) {
      throw invalid(
          "Network interface %s (%s) is a traffic mirror source and cannot be a target.", nic);
    }
  }

  private static AwsException invalid(String format, Nic nic) {
    return AwsException.badRequest("InvalidParameterValue", format.formatted(nic.id(), nic.type()));
  }

  private static void checkBalancer(Call call, String arn) {
    Balancer found =
        call.balancers().stream()
            .filter(balancer -> balancer.arn().equals(arn))
            .findFirst()
            .orElseThrow(
                () ->
                    AwsException.badRequest(
                        "InvalidParameterValue",
                        "The network load balancer '"
                            + arn
                            + "' does not exist or is not active."));
    if (found.gateway()) {
      throw AwsException.badRequest(
          "InvalidParameterValue", "'" + arn + "' is not a network load balancer.");
    }
  }

  private static void checkEndpoint(Endpoint endpoint) {
    if (endpoint.service() == null) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "'" + endpoint.id() + "' is not a gateway load balancer endpoint.");
    }
  }

  private static Consumer<Xml> delete(Call call) {
    Region region = call.region();
    MirrorTargetRow target = call.get(region.mirrorTargets(), "TrafficMirrorTargetId");
    if (region.mirrorSessions().all().stream()
        .anyMatch(session -> session.settings().target().equals(target))) {
      throw AwsException.badRequest(
          "TrafficMirrorTargetInUseException",
          "The traffic mirror target '%s' is used by a traffic mirror session."
              .formatted(target.id()));
    }
    region.mirrorTargets().remove(target);
    return xml -> xml.add("trafficMirrorTargetId", target.id());
  }
}
