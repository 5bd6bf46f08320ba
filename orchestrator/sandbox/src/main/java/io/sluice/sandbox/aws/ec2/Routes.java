package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.ec2.RouteTable.Association;
import io.sluice.sandbox.aws.ec2.RouteTable.Route;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Route tables and internet gateways. */
final class Routes {
  private static final Map<String, String> TARGETS = new LinkedHashMap<>();

  static {
    TARGETS.put("GatewayId", "gatewayId");
    TARGETS.put("VpcEndpointId", "gatewayId");
    TARGETS.put("NetworkInterfaceId", "networkInterfaceId");
    TARGETS.put("InstanceId", "instanceId");
    TARGETS.put("NatGatewayId", "natGatewayId");
    TARGETS.put("TransitGatewayId", "transitGatewayId");
    TARGETS.put("VpcPeeringConnectionId", "vpcPeeringConnectionId");
  }

  private Routes() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateRouteTable", Routes::create);
    actions.put("DeleteRouteTable", Routes::delete);
    actions.put("AssociateRouteTable", Routes::associate);
    actions.put("DisassociateRouteTable", Routes::disassociate);
    actions.put("CreateRoute", Routes::createRoute);
    actions.put("ReplaceRoute", Routes::replaceRoute);
    actions.put("DeleteRoute", Routes::deleteRoute);
    actions.put(
        "DescribeRouteTables",
        new Listing<>(
            "RouteTableId", "routeTableSet", 5, 100, Region::routeTables, RouteTable.fields()));
    actions.put("CreateInternetGateway", Routes::createGateway);
    actions.put("DeleteInternetGateway", Routes::deleteGateway);
    actions.put("AttachInternetGateway", Routes::attachGateway);
    actions.put("DetachInternetGateway", Routes::detachGateway);
    actions.put(
        "DescribeInternetGateways",
        new Listing<>(
            "InternetGatewayId",
            "internetGatewaySet",
            Region::internetGateways,
            InternetGateway.fields()));
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.ROUTE_TABLE);
    RouteTable table =
        region.routeTables().add(new RouteTable(region.identity(Kind.ROUTE_TABLE), vpc));
    table.tags().putAll(tags);
    String token = call.in().text("ClientToken").orElse(null);
    return xml -> xml.add("routeTable", table::write).add("clientToken", token);
  }

  private static Consumer<Xml> delete(Call call) {
    Region region = call.region();
    RouteTable table = call.get(region.routeTables(), "RouteTableId");
    if (!table.associations().isEmpty()) {
      throw Networks.dependency("routeTable", table);
    }
    region.endpoints().all().forEach(endpoint -> endpoint.routeTables().remove(table.id()));
    region.routeTables().remove(table);
    return Operation.DONE;
  }

  private static Consumer<Xml> associate(Call call) {
    Region region = call.region();
    RouteTable table = call.get(region.routeTables(), "RouteTableId");
    Subnet subnet = call.get(region.subnets(), "SubnetId");
    if (!table.vpc().equals(subnet.vpc())) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Route table %s and subnet %s belong to different networks"
              .formatted(table.id(), subnet.id()));
    }
    for (RouteTable other : region.routeTables().all()) {
      for (Association association : other.associations()) {
        if (subnet.equals(association.subnet())) {
          if (other.equals(table)) {
            return associated(association);
          }
          throw AwsException.badRequest(
              "Resource.AlreadyAssociated",
              "the specified association for route table %s conflicts with an existing association"
                  .formatted(table.id()));
        }
      }
    }
    Association association = new Association("rtbassoc-" + Region.hex(), subnet);
    table.associations().add(association);
    return associated(association);
  }

  private static Consumer<Xml> associated(Association association) {
    return xml ->
        xml.add("associationId", association.id())
            .add("associationState", state -> state.add("state", "associated"));
  }

  private static Consumer<Xml> disassociate(Call call) {
    String id = call.in().require("AssociationId");
    for (RouteTable table : call.region().routeTables().all()) {
      for (Association association : table.associations()) {
        if (association.id().equals(id)) {
          if (association.isMain()) {
            throw AwsException.badRequest(
                "InvalidParameterValue",
                "cannot disassociate the main route table association " + id);
          }
          table.associations().remove(association);
          return Operation.DONE;
        }
      }
    }
    throw AwsException.badRequest(
        "InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist");
  }

  private static Consumer<Xml> createRoute(Call call) {
    RouteTable table = call.get(call.region().routeTables(), "RouteTableId");
    Route route = route(call);
    if (table.route(route.destination()) != null) {
      throw AwsException.badRequest(
          "RouteAlreadyExists",
          "The route identified by %s already exists.".formatted(route.destination()));
    }
    table.put(route);
    return Operation.DONE;
  }

  private static Consumer<Xml> replaceRoute(Call call) {
    RouteTable table = call.get(call.region().routeTables(), "RouteTableId");
    Route route = route(call);
    if (table.route(route.destination()) == null) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "There is no route defined for '%s' in the route table. Use CreateRoute instead."
              .formatted(route.destination()));
    }
    table.put(route);
    return Operation.DONE;
  }

  private static Consumer<Xml> deleteRoute(Call call) {
    RouteTable table = call.get(call.region().routeTables(), "RouteTableId");
    String destination = destination(call.in());
    Route route = table.route(destination);
    if (route == null) {
      throw AwsException.badRequest(
          "InvalidRoute.NotFound",
          "no route with destination-cidr-block %s in route table %s"
              .formatted(destination, table.id()));
    }
    if (route.target().equals("local")) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "cannot remove local route %s in route table %s".formatted(destination, table.id()));
    }
    table.removeRoute(destination);
    return Operation.DONE;
  }

  private static String destination(Params in) {
    Optional<String> other =
        in.text("DestinationPrefixListId").or(() -> in.text("DestinationIpv6CidrBlock"));
    return other.orElseGet(
        () -> Cidr.parse(in.require("DestinationCidrBlock"), "destinationCidrBlock").toString());
  }

  private static Route route(Call call) {
    Params in = call.in();
    String destination = destination(in);
    for (Map.Entry<String, String> target : TARGETS.entrySet()) {
      Optional<String> id = in.text(target.getKey());
      if (id.isPresent()) {
        check(call.region(), id.get());
        return new Route(destination, target.getValue(), id.get(), "CreateRoute");
      }
    }
    throw AwsException.badRequest(
        "MissingParameter", "The request must contain exactly one target of the route");
  }

  /** Targets of kinds that the sandbox has must be there. */
  private static void check(Region region, String target) {
    Optional<Kind> kind = Kind.of(target);
    if (kind.isPresent() && region.find(target).isEmpty()) {
      throw kind.get().notFound(target);
    }
  }

  private static Consumer<Xml> createGateway(Call call) {
    Region region = call.region();
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.INTERNET_GATEWAY);
    InternetGateway gateway =
        region.internetGateways().add(new InternetGateway(region.identity(Kind.INTERNET_GATEWAY)));
    gateway.tags().putAll(tags);
    return xml -> xml.add("internetGateway", gateway::write);
  }

  private static Consumer<Xml> deleteGateway(Call call) {
    Region region = call.region();
    InternetGateway gateway = call.get(region.internetGateways(), "InternetGatewayId");
    if (gateway.vpc() != null) {
      throw Networks.dependency("internetGateway", gateway);
    }
    region.routeTables().all().forEach(table -> table.removeRoutesTo(gateway.id()));
    region.internetGateways().remove(gateway);
    return Operation.DONE;
  }

  private static Consumer<Xml> attachGateway(Call call) {
    Region region = call.region();
    InternetGateway gateway = call.get(region.internetGateways(), "InternetGatewayId");
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    if (gateway.vpc() != null) {
      throw AwsException.badRequest(
          "Resource.AlreadyAssociated",
          "resource %s is already attached to network %s"
              .formatted(gateway.id(), gateway.vpc().id()));
    }
    if (region.internetGateways().all().stream().anyMatch(other -> vpc.equals(other.vpc()))) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Network %s already has an internet gateway attached".formatted(vpc.id()));
    }
    gateway.attach(vpc);
    return Operation.DONE;
  }

  private static Consumer<Xml> detachGateway(Call call) {
    Region region = call.region();
    InternetGateway gateway = call.get(region.internetGateways(), "InternetGatewayId");
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    if (!vpc.equals(gateway.vpc())) {
      throw AwsException.badRequest(
          "Gateway.NotAttached",
          "resource %s is not attached to network %s".formatted(gateway.id(), vpc.id()));
    }
    gateway.attach(null);
    return Operation.DONE;
  }
}
