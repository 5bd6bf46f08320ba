package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.Arrays;
import java.util.Optional;

/** Kinds of resources: what their ids look like, and what EC2 says of those that are not there. */
enum Kind {
  VPC("vpc", "vpc-", "InvalidVpcID", "vpc ID"),
  SUBNET("subnet", "subnet-", "InvalidSubnetID", "subnet ID"),
  ROUTE_TABLE("route-table", "rtb-", "InvalidRouteTableID", "routeTable ID"),
  INTERNET_GATEWAY("internet-gateway", "igw-", "InvalidInternetGatewayID", "internetGateway ID"),
  SECURITY_GROUP("security-group", "sg-", "InvalidGroup", "security group"),
  SECURITY_GROUP_RULE(
      "security-group-rule", "sgr-", "InvalidSecurityGroupRuleId", "security group rule ID"),
  NETWORK_INTERFACE(
      "network-interface", "eni-", "InvalidNetworkInterfaceID", "networkInterface ID"),
  INSTANCE("instance", "i-", "InvalidInstanceID", "instance ID"),
  LAUNCH_TEMPLATE("launch-template", "lt-", "InvalidLaunchTemplateId", "launch template ID"),
  MIRROR_TARGET(
      "traffic-mirror-target", "tmt-", "InvalidTrafficMirrorTargetId", "traffic mirror target ID"),
  MIRROR_FILTER(
      "traffic-mirror-filter", "tmf-", "InvalidTrafficMirrorFilterId", "traffic mirror filter ID"),
  MIRROR_FILTER_RULE(
      "traffic-mirror-filter-rule",
      "tmfr-",
      "InvalidTrafficMirrorFilterRuleId",
      "traffic mirror filter rule ID"),
  MIRROR_SESSION(
      "traffic-mirror-session",
      "tms-",
      "InvalidTrafficMirrorSessionId",
      "traffic mirror session ID"),
  ENDPOINT_SERVICE(
      "vpc-endpoint-service", "vpce-svc-", "InvalidVpcEndpointServiceId", "VpcEndpointService Id"),
  ENDPOINT("vpc-endpoint", "vpce-", "InvalidVpcEndpointId", "Vpc Endpoint Id");

  private final String type;
  private final String prefix;
  private final String code;
  private final String noun;

  Kind(String type, String prefix, String code, String noun) {
    this.type = type;
    this.prefix = prefix;
    this.code = code;
    this.noun = noun;
  }

  /** As tags name it: {@code network-interface}. */
  String type() {
    return type;
  }

  String prefix() {
    return prefix;
  }

  /** The kind that an id is of by its form. */
  static Optional<Kind> of(String id) {
    // vpce-svc- begins with vpce-, and stands before it
    return Arrays.stream(values()).filter(kind -> id.startsWith(kind.prefix)).findFirst();
  }

  AwsException notFound(String id) {
    return AwsException.badRequest(
        code + ".NotFound", "The %s '%s' does not exist".formatted(noun, id));
  }

  /**
   * Refuses an id that no resource of this kind can have.
   *
   * @throws AwsException {@code Invalid...ID.Malformed}
   */
  void check(String id) {
    if (!id.startsWith(prefix) || !id.substring(prefix.length()).matches("[0-9a-f]+")) {
      String malformed = this == SECURITY_GROUP ? "InvalidGroupId" : code;
      throw AwsException.badRequest(
          malformed + ".Malformed",
          "Invalid id: \"%s\" (expecting \"%s...\")".formatted(id, prefix));
    }
  }
}
