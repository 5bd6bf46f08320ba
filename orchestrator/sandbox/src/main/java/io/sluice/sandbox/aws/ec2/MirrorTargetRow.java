package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.wire.Xml;

/** A traffic mirror target. */
final class MirrorTargetRow extends Resource {
  private final TargetKind target;
  private final String value;
  private final String description;

  /**
   * @param value an interface's id, a network load balancer's ARN or an endpoint's id
   */
  MirrorTargetRow(Identity identity, TargetKind target, String value, String description) {
    super(Kind.MIRROR_TARGET, identity);
    this.target = target;
    this.value = value;
    this.description = description;
  }

  /** Without tags, as EC2 documents it. */
  static Fields<MirrorTargetRow> fields() {
    return new Fields<MirrorTargetRow>()
        .one("traffic-mirror-target-id", MirrorTargetRow::id)
        .one("description", row -> row.description)
        .one("owner-id", row -> Account.ID)
        .one(
            "network-interface-id",
            row -> row.target == TargetKind.NETWORK_INTERFACE ? row.value : null)
        .one(
            "network-load-balancer-arn",
            row -> row.target == TargetKind.NETWORK_LOAD_BALANCER ? row.value : null);
  }

  TargetKind target() {
    return target;
  }

  String value() {
    return value;
  }

  @Override
  void write(Xml xml) {
    xml.add("trafficMirrorTargetId", id());
    switch (target) {
      case NETWORK_INTERFACE ->
          xml.add("networkInterfaceId", value).add("type", "network-interface");
      case NETWORK_LOAD_BALANCER ->
          xml.add("networkLoadBalancerArn", value).add("type", "network-load-balancer");
      case GATEWAY_LOAD_BALANCER_ENDPOINT ->
          xml.add("gatewayLoadBalancerEndpointId", value)
              .add("type", "gateway-load-balancer-endpoint");
    }
    xml.add("description", description.isEmpty() ? null : description).add("ownerId", Account.ID);
    writeTags(xml);
  }
}
