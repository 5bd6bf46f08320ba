package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** VPC endpoint services: what their owners make, and what there is to connect to. */
final class EndpointServices {
  private EndpointServices() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateVpcEndpointServiceConfiguration", EndpointServices::create);
    actions.put("ModifyVpcEndpointServiceConfiguration", EndpointServices::modify);
    actions.put("DeleteVpcEndpointServiceConfigurations", EndpointServices::delete);
    actions.put(
        "DescribeVpcEndpointServiceConfigurations",
        new Listing<>(
            "ServiceId",
            "serviceConfigurationSet",
            Region::endpointServices,
            EndpointService.fields()));
    actions.put("DescribeVpcEndpointServices", EndpointServices::offered);
  }

  /** The service of a region's S3 that gateway endpoints connect to. */
  static String s3(Region region) {
    return "com.amazonaws." + region.name() + ".s3";
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Params in = call.in();
    List<String> gateways = in.texts("GatewayLoadBalancerArn");
    List<String> networks = in.texts("NetworkLoadBalancerArn");
    if (gateways.isEmpty() == networks.isEmpty()) {
      throw AwsException.badRequest(
          gateways.isEmpty() ? "MissingParameter" : "InvalidParameterCombination",
          "Either gateway load balancers or network load balancers must be given.");
    }
    boolean gateway = !gateways.isEmpty();
    List<String> arns = gateway ? gateways : networks;
    SortedSet<String> zones = zones(call, arns, gateway);
    Map<String, String> tags = TagSpecs.read(in, Kind.ENDPOINT_SERVICE);
    EndpointService service =
        region
            .endpointServices()
            .add(
                new EndpointService(
                    region.identity(Kind.ENDPOINT_SERVICE),
                    region.name(),
                    gateway,
                    arns,
                    zones,
                    in.truth("AcceptanceRequired").orElse(true)));
    service.tags().putAll(tags);
    String token = in.text("ClientToken").orElse(null);
    return xml -> xml.add("serviceConfiguration", service::write).add("clientToken", token);
  }

  /** The zones of these load balancers, which must be there and nobody else's. */
  private static SortedSet<String> zones(Call call, List<String> arns, boolean gateway) {
    SortedSet<String> zones = new TreeSet<>();
    for (String arn : arns) {
      Balancer found =
          call.balancers().stream()
              .filter(balancer -> balancer.arn().equals(arn) && balancer.gateway() == gateway)
              .findFirst()
              .orElseThrow(
                  () ->
                      AwsException.badRequest(
                          "InvalidParameter",
                          "There is no active %s load balancer '%s'."
                              .formatted(gateway ? "gateway" : "network", arn)));
      if (call.region().endpointServices().all().stream()
          .anyMatch(service -> service.balancers().contains(arn))) {
        throw AwsException.badRequest(
            "InvalidParameter",
            "The load balancer '%s' is associated with another VPC endpoint service."
                .formatted(arn));
      }
      zones.addAll(found.addresses().keySet());
    }
    return zones;
  }

  private static Consumer<Xml> modify(Call call) {
    Params in = call.in();
    EndpointService service = call.get(call.region().endpointServices(), "ServiceId");
    List<String> add =
        in.texts(service.gateway() ? "AddGatewayLoadBalancerArn" : "AddNetworkLoadBalancerArn");
    List<String> remove =
        in.texts(
            service.gateway() ? "RemoveGatewayLoadBalancerArn" : "RemoveNetworkLoadBalancerArn");
    SortedSet<String> more = zones(call, add, service.gateway());
    if (!remove.isEmpty() && add.isEmpty() && remove.containsAll(service.balancers())) {
      throw AwsException.badRequest(
          "InvalidParameter", "An endpoint service needs at least one load balancer.");
    }
    service.balancers().removeAll(remove);
    service.balancers().addAll(add);
    service.zones().addAll(more);
    in.truth("AcceptanceRequired").ifPresent(service::acceptance);
    return Operation.DONE;
  }

  private static Consumer<Xml> delete(Call call) {
    Region region = call.region();
    List<String> ids = call.in().texts("ServiceId");
    if (ids.isEmpty()) {
      call.in().require("ServiceId");
    }
    List<Unsuccessful> failed = new ArrayList<>();
    for (String id : ids) {
      EndpointService service = region.endpointServices().find(id).orElse(null);
      if (service == null) {
        failed.add(Unsuccessful.of(id, Kind.ENDPOINT_SERVICE.notFound(id)));
      } else if (region.endpoints().all().stream()
          .anyMatch(endpoint -> service.equals(endpoint.service()))) {
        failed.add(
            new Unsuccessful(
                id,
                "ExistingVpcEndpointConnections",
                "Service has existing active VPC Endpoint connections!"));
      } else {
        region.endpointServices().remove(service);
      }
    }
    return xml -> Unsuccessful.write(xml, failed);
  }

  private static Consumer<Xml> offered(Call call) {
    Region region = call.region();
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            0,
            s3(region),
            "Gateway",
            xml ->
                xml.add("serviceId", "vpce-svc-s3" + Places.zoneId(region.name() + "a"))
                    .texts("availabilityZoneSet", "item", Places.zones(region.name()))
                    .add("owner", "amazon")
                    .add("vpcEndpointPolicySupported", true)
                    .add("acceptanceRequired", false)));
    for (EndpointService service : region.endpointServices().all()) {
      rows.add(
          row(
              service.number(),
              service.name(),
              service.serviceType(),
              xml -> {
                xml.add("serviceId", service.id())
                    .texts("availabilityZoneSet", "item", service.zones())
                    .texts(
                        "availabilityZoneIdSet",
                        "item",
                        service.zones().stream().map(Places::zoneId).toList())
                    .add("owner", Account.ID)
                    .texts("baseEndpointDnsNameSet", "item", List.of(service.dnsName()))
                    .add("vpcEndpointPolicySupported", false)
                    .add("acceptanceRequired", service.acceptance());
                service.writeTags(xml);
              }));
    }
    List<String> names = call.in().texts("ServiceName");
    for (String name : names) {
      if (rows.stream().noneMatch(row -> name.equals(row.fields().get("service-name")))) {
        throw Endpoints.unknownService(name);
      }
    }
    List<Row> asked =
        rows.stream()
            .filter(row -> names.isEmpty() || names.contains(row.fields().get("service-name")))
            .toList();
    Page<Row> page = Row.page(call.in(), asked, Row.fields("service-name", "service-type"));
    return xml ->
        Row.answer("serviceDetailSet", page)
            .accept(
                xml.texts(
                    "serviceNameSet",
                    "item",
                    page.items().stream().map(row -> row.fields().get("service-name")).toList()));
  }

  private static Row row(long number, String name, String type, Consumer<Xml> rest) {
    return new Row(
        number,
        Map.of("service-name", name, "service-type", type),
        xml -> {
          xml.add("serviceName", name)
              .add("serviceType", set -> set.add("item", item -> item.add("serviceType", type)))
              .add("managesVpcEndpoints", false)
              .texts("supportedIpAddressTypeSet", "item", List.of("ipv4"));
          rest.accept(xml);
        });
  }
}
