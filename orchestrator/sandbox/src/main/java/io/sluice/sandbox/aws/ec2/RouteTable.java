package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A route table of a VPC. The main one counts for every subnet that has no other. */
final class RouteTable extends Resource {
  /**
   * Where packets to a destination go.
   *
   * @param destination a CIDR block, or the id of a prefix list
   * @param kind the target's element: {@code gatewayId}, {@code networkInterfaceId}, ...
   * @param origin {@code CreateRouteTable} or {@code CreateRoute}
   */
  record Route(String destination, String kind, String target, String origin) {
    void write(Xml xml) {
      xml.add(
              destination.startsWith("pl-") ? "destinationPrefixListId" : "destinationCidrBlock",
              destination)
          .add(kind, target)
          .add("state", "active")
          .add("origin", origin);
    }
  }

  /**
   * Whose table it is.
   *
   * @param subnet null for the VPC as its main one
   */
  record Association(String id, @Nullable Subnet subnet) {
    boolean isMain() {
      return subnet == null;
    }
  }

  private final Vpc vpc;
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final List<Association> associations = new ArrayList<>();

  RouteTable(Identity identity, Vpc vpc) {
    super(Kind.ROUTE_TABLE, identity);
    this.vpc = vpc;
    put(new Route(vpc.cidr().toString(), "gatewayId", "local", "CreateRouteTable"));
  }

  static Fields<RouteTable> fields() {
    return new Fields<RouteTable>()
        .one("route-table-id", RouteTable::id)
        .one("vpc-id", table -> table.vpc.id())
        .one("owner-id", table -> Account.ID)
        .any(
            "association.route-table-association-id",
            table -> table.associations.stream().map(Association::id).toList())
        .any(
            "association.route-table-id",
            table -> table.associations.isEmpty() ? List.of() : List.of(table.id()))
        .any("association.main", table -> table.mains().map(String::valueOf).toList())
        .any(
            "association.subnet-id",
            table ->
                table.associations.stream()
                    .map(Association::subnet)
                    .filter(Objects::nonNull)
                    .map(Resource::id)
                    .toList())
        .any("route.destination-cidr-block", table -> table.routes.keySet())
        .any("route.gateway-id", table -> table.targets("gatewayId"))
        .any("route.instance-id", table -> table.targets("instanceId"))
        .any("route.nat-gateway-id", table -> table.targets("natGatewayId"))
        .tags();
  }

  private Stream<Boolean> mains() {
    return associations.stream().map(Association::isMain);
  }

  private List<String> targets(String kind) {
    return routes.values().stream()
        .filter(route -> route.kind().equals(kind))
        .map(Route::target)
        .toList();
  }

  Vpc vpc() {
    return vpc;
  }

  List<Association> associations() {
    return associations;
  }

  boolean isMain() {
    return mains().anyMatch(main -> main);
  }

  @Nullable Route route(String destination) {
    return routes.get(destination);
  }

  void put(Route route) {
    routes.put(route.destination(), route);
  }

  void removeRoute(String destination) {
    routes.remove(destination);
  }

  void removeRoutesTo(String target) {
    routes.values().removeIf(route -> route.target().equals(target));
  }

  @Override
  void write(Xml xml) {
    xml.add("routeTableId", id())
        .add("vpcId", vpc.id())
        .add("ownerId", Account.ID)
        .list("routeSet", "item", routes.values(), (item, route) -> route.write(item))
        .list(
            "associationSet",
            "item",
            associations,
            (item, association) -> {
              Subnet subnet = association.subnet();
              item.add("routeTableAssociationId", association.id())
                  .add("routeTableId", id())
                  .add("subnetId", subnet == null ? null : subnet.id())
                  .add("main", association.isMain())
                  .add("associationState", state -> state.add("state", "associated"));
            })
        .add("propagatingVgwSet", set -> {});
    writeTags(xml);
  }
}
