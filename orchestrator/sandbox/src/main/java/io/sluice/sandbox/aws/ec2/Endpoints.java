package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** VPC endpoints: gateway endpoints of S3 and gateway load balancer endpoints. */
final class Endpoints {
  private static final int MOST_IN_VPC = 50;
  private static final String ANYTHING =
      "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":\"*\",\"Resource\":\"*\"}]}";

  /** How long an endpoint comes and goes; minutes in AWS. */
  private static final Duration SETTLES = Duration.ofMillis(300);

  private final Runnable changed;

  private Endpoints(Runnable changed) {
    this.changed = changed;
  }

  /**
   * @param changed told when an endpoint has come or gone by itself
   */
  static void register(Map<String, Operation> actions, Runnable changed) {
    Endpoints endpoints = new Endpoints(changed);
    actions.put("CreateVpcEndpoint", endpoints::create);
    actions.put("ModifyVpcEndpoint", Endpoints::modify);
    actions.put("DeleteVpcEndpoints", endpoints::delete);
    actions.put(
        "DescribeVpcEndpoints",
        new Listing<>("VpcEndpointId", "vpcEndpointSet", Region::endpoints, Endpoint.fields()));
    actions.put("DescribeVpcEndpointConnections", Endpoints::connections);
    actions.put("AcceptVpcEndpointConnections", endpoints::accept);
    actions.put("RejectVpcEndpointConnections", Endpoints::reject);
  }

  /** Those that packets can go through. */
  static List<GatewayEndpoint> views(Region region) {
    List<GatewayEndpoint> views = new ArrayList<>();
    for (Endpoint endpoint : region.endpoints().all()) {
      EndpointService service = endpoint.service();
      Nic nic = endpoint.nic();
      if (service != null && nic != null && endpoint.state() == Endpoint.State.AVAILABLE) {
        views.add(
            new GatewayEndpoint(
                endpoint.id(),
                region.name(),
                endpoint.vpc().id(),
                nic.subnet().zone(),
                nic.address(),
                service.balancers().getFirst()));
      }
    }
    return List.copyOf(views);
  }

  static AwsException unknownService(String name) {
    return AwsException.badRequest(
        "InvalidServiceName", "The Vpc Endpoint Service '" + name + "' does not exist");
  }

  private Consumer<Xml> create(Call call) {
    Region region = call.region();
    Params in = call.in();
    Vpc vpc = call.get(region.vpcs(), "VpcId");
    String name = in.require("ServiceName");
    String type = in.text("VpcEndpointType", "Gateway");
    Map<String, String> tags = TagSpecs.read(in, Kind.ENDPOINT);
    Endpoint endpoint;
    if (name.equals(EndpointServices.s3(region))) {
      checkType(type, "Gateway");
      endpoint = gateway(call, vpc, name);
    } else {
      EndpointService service =
          region.endpointServices().all().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknownService(name));
      checkType(type, service.serviceType());
      if (!service.gateway()) {
        throw AwsException.badRequest(
            "UnsupportedOperation", "The sandbox has no interface endpoints.");
      }
      endpoint = balanced(call, vpc, service);
    }
    endpoint.tags().putAll(tags);
    if (endpoint.state() == Endpoint.State.PENDING) {
      settle(call, endpoint);
    }
    String token = in.text("ClientToken").orElse(null);
    return xml -> xml.add("vpcEndpoint", endpoint::write).add("clientToken", token);
  }

  private static void checkType(String asked, String there) {
    if (!asked.equals(there)) {
      throw AwsException.badRequest(
          "InvalidParameter",
          "Endpoint type (%s) does not match available service types ([%s])."
              .formatted(asked, there));
    }
  }

  private static Endpoint gateway(Call call, Vpc vpc, String name) {
    Region region = call.region();
    List<RouteTable> tables = tables(call, "RouteTableId", vpc);
    for (RouteTable table : tables) {
      checkRoute(region, table);
    }
    Endpoint endpoint =
        region
            .endpoints()
            .add(
                new Endpoint(
                    region.identity(Kind.ENDPOINT),
                    vpc,
                    name,
                    null,
                    null,
                    call.in().text("PolicyDocument", ANYTHING),
                    Endpoint.State.AVAILABLE));
    tables.forEach(table -> route(region, endpoint, table));
    return endpoint;
  }

  private static List<RouteTable> tables(Call call, String parameter, Vpc vpc) {
    List<RouteTable> tables = new ArrayList<>();
    for (String id : call.in().texts(parameter)) {
      RouteTable table = call.region().routeTables().get(id);
      if (!table.vpc().equals(vpc)) {
        throw AwsException.badRequest(
            "InvalidParameter", "Route table %s does not belong to VPC %s".formatted(id, vpc.id()));
      }
      tables.add(table);
    }
    return tables;
  }

  /** The id of the region's list of S3's addresses. */
  private static String prefixList(Region region) {
    return "pl-%08x".formatted(region.name().hashCode());
  }

  private static void checkRoute(Region region, RouteTable table) {
    if (table.route(prefixList(region)) != null) {
      throw AwsException.badRequest(
          "RouteAlreadyExists",
          "route table %s already has a route with destination-prefix-list-id %s"
              .formatted(table.id(), prefixList(region)));
    }
  }

  private static void route(Region region, Endpoint endpoint, RouteTable table) {
    endpoint.routeTables().add(table.id());
    table.put(new RouteTable.Route(prefixList(region), "gatewayId", endpoint.id(), "CreateRoute"));
  }

  private static Endpoint balanced(Call call, Vpc vpc, EndpointService service) {
    Region region = call.region();
    List<String> ids = call.in().texts("SubnetId");
    if (ids.size() != 1) {
      throw AwsException.badRequest(
          "InvalidParameter",
          "A GatewayLoadBalancer endpoint has exactly one subnet, not " + ids.size() + ".");
    }
    Subnet subnet = region.subnets().get(ids.getFirst());
    if (!subnet.vpc().equals(vpc)) {
      throw AwsException.badRequest(
          "InvalidParameter",
          "Subnet %s does not belong to VPC %s".formatted(subnet.id(), vpc.id()));
    }
    if (!service.zones().contains(subnet.zone())) {
      throw AwsException.badRequest(
          "InvalidParameter",
          "The VPC endpoint service %s does not support the availability zone of the subnet: %s."
              .formatted(service.name(), subnet.id()));
    }
    long there =
        region.endpoints().all().stream()
            .filter(each -> each.vpc().equals(vpc) && each.service() != null)
            .count();
    if (there >= MOST_IN_VPC) {
      throw AwsException.badRequest(
          "VpcEndpointLimitExceeded",
          "The VPC '%s' has %d interface and gateway load balancer endpoints, which is the maximum."
              .formatted(vpc.id(), MOST_IN_VPC));
    }
    Resource.Identity identity = region.identity(Kind.ENDPOINT);
    Nic nic =
        Interfaces.create(
            region,
            subnet,
            "",
            "gateway_load_balancer_endpoint",
            "amazon-aws",
            List.of(),
            "VPC Endpoint Interface " + identity.id());
    return region
        .endpoints()
        .add(
            new Endpoint(
                identity,
                vpc,
                service.name(),
                service,
                nic,
                "",
                service.acceptance() ? Endpoint.State.PENDING_ACCEPTANCE : Endpoint.State.PENDING));
  }

  private void settle(Call call, Endpoint endpoint) {
    later(
        call,
        () -> {
          if (endpoint.state() == Endpoint.State.PENDING) {
            endpoint.state(Endpoint.State.AVAILABLE);
          }
        });
  }

  /** Does something under the region's lock, when a little time has passed. */
  private void later(Call call, Runnable change) {
    Region region = call.region();
    call.afterwards()
        .add(
            () ->
                Thread.startVirtualThread(
                    () -> {
                      try {
                        Thread.sleep(SETTLES);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                      }
                      synchronized (region) {
                        change.run();
                      }
                      changed.run();
                    }));
  }

  private static Consumer<Xml> modify(Call call) {
    Region region = call.region();
    Endpoint endpoint = call.get(region.endpoints(), "VpcEndpointId");
    List<RouteTable> add = tables(call, "AddRouteTableId", endpoint.vpc());
    List<RouteTable> remove = tables(call, "RemoveRouteTableId", endpoint.vpc());
    if (endpoint.service() != null && !(add.isEmpty() && remove.isEmpty())) {
      throw AwsException.badRequest(
          "InvalidParameter", "Only gateway endpoints have route tables.");
    }
    add.forEach(table -> checkRoute(region, table));
    add.forEach(table -> route(region, endpoint, table));
    for (RouteTable table : remove) {
      endpoint.routeTables().remove(table.id());
      table.removeRoutesTo(endpoint.id());
    }
    call.in().text("PolicyDocument").ifPresent(endpoint::policy);
    if (call.in().truth("ResetPolicy").orElse(false)) {
      endpoint.policy(ANYTHING);
    }
    return Operation.DONE;
  }

  private Consumer<Xml> delete(Call call) {
    Region region = call.region();
    List<String> ids = call.in().texts("VpcEndpointId");
    if (ids.isEmpty()) {
      call.in().require("VpcEndpointId");
    }
    List<Unsuccessful> failed = new ArrayList<>();
    for (String id : ids) {
      Endpoint endpoint = region.endpoints().find(id).orElse(null);
      if (endpoint == null) {
        failed.add(Unsuccessful.of(id, Kind.ENDPOINT.notFound(id)));
      } else {
        region.routeTables().all().forEach(table -> table.removeRoutesTo(id));
        if (endpoint.nic() == null) {
          region.endpoints().remove(endpoint);
        } else if (endpoint.state() != Endpoint.State.DELETING) {
          endpoint.state(Endpoint.State.DELETING);
          later(call, () -> remove(region, endpoint));
        }
      }
    }
    return xml -> Unsuccessful.write(xml, failed);
  }

  private static void remove(Region region, Endpoint endpoint) {
    Nic nic = endpoint.nic();
    if (nic != null) {
      Interfaces.remove(region, nic);
    }
    region.endpoints().remove(endpoint);
  }

  private static Consumer<Xml> connections(Call call) {
    Predicate<Endpoint> wanted = Filters.read(call.in(), Endpoint.connections());
    Page<Endpoint> page =
        Page.of(
            call.in(),
            5,
            1000,
            call.region().endpoints().all(),
            wanted.and(endpoint -> endpoint.service() != null));
    return xml ->
        xml.list(
                "vpcEndpointConnectionSet",
                "item",
                page.items(),
                (item, endpoint) -> endpoint.writeConnection(item))
            .add("nextToken", page.next());
  }

  private Consumer<Xml> accept(Call call) {
    return answerTo(
        call,
        endpoint -> {
          if (endpoint.state() != Endpoint.State.PENDING_ACCEPTANCE
              && endpoint.state() != Endpoint.State.REJECTED) {
            return false;
          }
          endpoint.state(Endpoint.State.PENDING);
          settle(call, endpoint);
          return true;
        });
  }

  private static Consumer<Xml> reject(Call call) {
    return answerTo(
        call,
        endpoint -> {
          if (endpoint.state() == Endpoint.State.DELETING) {
            return false;
          }
          endpoint.state(Endpoint.State.REJECTED);
          return true;
        });
  }

  private static Consumer<Xml> answerTo(Call call, Predicate<Endpoint> change) {
    EndpointService service = call.get(call.region().endpointServices(), "ServiceId");
    List<Unsuccessful> failed = new ArrayList<>();
    for (String id : call.in().texts("VpcEndpointId")) {
      Endpoint endpoint = call.region().endpoints().find(id).orElse(null);
      if (endpoint == null || !service.equals(endpoint.service())) {
        failed.add(Unsuccessful.of(id, Kind.ENDPOINT.notFound(id)));
      } else if (!change.test(endpoint)) {
        failed.add(
            new Unsuccessful(
                id,
                "InvalidState",
                "The endpoint is in the state " + endpoint.state().text() + "."));
      }
    }
    return xml -> Unsuccessful.write(xml, failed);
  }
}
