package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A VPC endpoint: a gateway to S3 in route tables, or a gateway load balancer endpoint. */
final class Endpoint extends Resource {
  private final Vpc vpc;
  private final String serviceName;
  private final @Nullable EndpointService service;
  private final @Nullable Nic nic;
  private final SortedSet<String> routeTables = new TreeSet<>();
  private String policy;
  private State state;

  /** Where it stands; EC2 writes these in this case though its model says otherwise. */
  enum State {
    PENDING_ACCEPTANCE("pendingAcceptance"),
    PENDING("pending"),
    AVAILABLE("available"),
    DELETING("deleting"),
    REJECTED("rejected");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * @param service null for a gateway endpoint
   * @param nic null for a gateway endpoint
   */
  Endpoint(
      Identity identity,
      Vpc vpc,
      String serviceName,
      @Nullable EndpointService service,
      @Nullable Nic nic,
      String policy,
      State state) {
    super(Kind.ENDPOINT, identity);
    this.vpc = vpc;
    this.serviceName = serviceName;
    this.service = service;
    this.nic = nic;
    this.policy = policy;
    this.state = state;
  }

  static Fields<Endpoint> fields() {
    return new Fields<Endpoint>()
        .one("vpc-endpoint-id", Endpoint::id)
        .one("vpc-id", endpoint -> endpoint.vpc.id())
        .one("service-name", Endpoint::serviceName)
        .one("vpc-endpoint-state", endpoint -> endpoint.state.text())
        .one("vpc-endpoint-type", Endpoint::endpointType)
        .one("ip-address-type", endpoint -> "ipv4")
        .tags();
  }

  /** What the owner of the service filters connections by. */
  static Fields<Endpoint> connections() {
    return new Fields<Endpoint>()
        .one("service-id", endpoint -> endpoint.service == null ? null : endpoint.service.id())
        .one("vpc-endpoint-id", Endpoint::id)
        .one("vpc-endpoint-owner", endpoint -> Account.ID)
        .one("vpc-endpoint-state", endpoint -> endpoint.state.text())
        .one("ip-address-type", endpoint -> "ipv4");
  }

  Vpc vpc() {
    return vpc;
  }

  String serviceName() {
    return serviceName;
  }

  @Nullable EndpointService service() {
    return service;
  }

  @Nullable Nic nic() {
    return nic;
  }

  String endpointType() {
    return service == null ? "Gateway" : "GatewayLoadBalancer";
  }

  SortedSet<String> routeTables() {
    return routeTables;
  }

  void policy(String document) {
    policy = document;
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  @Override
  void write(Xml xml) {
    write(xml, state);
  }

  /** As it was when it was in this state. */
  void write(Xml xml, State as) {
    Nic interfaceOf = nic;
    xml.add("vpcEndpointId", id())
        .add("vpcEndpointType", endpointType())
        .add("vpcId", vpc.id())
        .add("serviceName", serviceName)
        .add("state", as.text())
        .add("policyDocument", service == null ? policy : null)
        .texts("routeTableIdSet", "item", routeTables)
        .texts(
            "subnetIdSet",
            "item",
            interfaceOf == null ? List.of() : List.of(interfaceOf.subnet().id()))
        .add("groupSet", set -> {})
        .add("ipAddressType", "ipv4")
        .add("privateDnsEnabled", false)
        .add("requesterManaged", false)
        .texts(
            "networkInterfaceIdSet",
            "item",
            interfaceOf == null ? List.of() : List.of(interfaceOf.id()))
        .add("dnsEntrySet", set -> {})
        .add("creationTimestamp", created())
        .add("ownerId", Account.ID);
    writeTags(xml);
  }

  void writeConnection(Xml xml) {
    EndpointService of = service;
    if (of == null) {
      throw new IllegalStateException("a gateway endpoint is a connection to no service of ours");
    }
    xml.add("serviceId", of.id())
        .add("vpcEndpointId", id())
        .add("vpcEndpointOwner", Account.ID)
        .add("vpcEndpointState", state.text())
        .add("creationTimestamp", created())
        .texts("gatewayLoadBalancerArnSet", "item", of.balancers())
        .add("ipAddressType", "ipv4")
        .add("vpcEndpointConnectionId", "vpce-con-" + id().substring(5));
  }
}
