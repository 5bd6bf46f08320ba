package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.State;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * A gateway load balancer's endpoint: where mirrored packets of one zone enter. GW-13: it stands in
 * one subnet for good, and a service has one in each zone.
 *
 * @param failed true where AWS could not set it up, or its service rejected it
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html">
 *     CreateVpcEndpoint</a>
 */
@Traffic("Mirrored packets are missed while sessions move from the old endpoint to the new.")
public record GatewayEndpoint(
    @Immutable(why = "an endpoint keeps its service") Ref service,
    @Immutable(why = "an endpoint keeps its VPC") Ref vpc,
    @Immutable(why = "an endpoint keeps its subnet (GW-13)") Ref subnet,
    @Immutable(why = "what AWS could not set up stays so") boolean failed)
    implements Resource {
  /** CloudFormation has one type for all kinds of endpoint. */
  static final String TYPE = "AWS::EC2::VPCEndpoint.GatewayLoadBalancer";

  /** The logical id of a zone's endpoint and mirror target. */
  static String id(String zone) {
    return "zone-" + zone;
  }

  /** Its kind. */
  static final class Type extends AwsKind<GatewayEndpoint> {
    private static final Set<State> FAILED = Set.of(State.FAILED, State.REJECTED, State.EXPIRED);

    Type(Workspace at) {
      super(at, TYPE, "gateway endpoint");
    }

    private Ec2Client client() {
      return at.clients().ec2();
    }

    @Override
    public Discovery<GatewayEndpoint> discover() {
      List<VpcEndpoint> endpoints =
          at.lists()
              .all(
                  "our gateway load balancer endpoints",
                  () ->
                      client()
                          .describeVpcEndpointsPaginator(
                              request ->
                                  request.filters(
                                      Tags.ours(at.identity()),
                                      Filter.builder()
                                          .name("vpc-endpoint-type")
                                          .values(VpcEndpointType.GATEWAY_LOAD_BALANCER.toString())
                                          .build()))
                          .vpcEndpoints()
                          .stream()
                          .filter(Endpoints::stands));
      Map<String, String> services = endpoints.isEmpty() ? Map.of() : servicesByName();
      return discovery(
          endpoints,
          VpcEndpoint::vpcEndpointId,
          one -> Tags.of(one.tags()),
          one ->
              new GatewayEndpoint(
                  Ref.existing(services.getOrDefault(one.serviceName(), one.serviceName())),
                  Ref.existing(one.vpcId()),
                  Ref.existing(one.subnetIds().isEmpty() ? "" : one.subnetIds().getFirst()),
                  FAILED.contains(Endpoints.state(one))));
    }

    /** An endpoint says its service's name, and nothing refers to a service but by its id. */
    private Map<String, String> servicesByName() {
      return EndpointService.all(at).stream()
          .collect(
              Collectors.toMap(ServiceConfiguration::serviceName, ServiceConfiguration::serviceId));
    }

    @Override
    public String create(Wanted<GatewayEndpoint> wanted) {
      GatewayEndpoint endpoint = wanted.resource();
      String service = wanted.refs().id(endpoint.service());
      String name =
          client()
              .describeVpcEndpointServiceConfigurations(request -> request.serviceIds(service))
              .serviceConfigurations()
              .getFirst()
              .serviceName();
      String id =
          client()
              .createVpcEndpoint(
                  request ->
                      request
                          .vpcEndpointType(VpcEndpointType.GATEWAY_LOAD_BALANCER)
                          .serviceName(name)
                          .vpcId(wanted.refs().id(endpoint.vpc()))
                          .subnetIds(wanted.refs().id(endpoint.subnet()))
                          .clientToken(token(wanted))
                          .tagSpecifications(
                              Tags.create(
                                  ResourceType.VPC_ENDPOINT, wanted.tags(), resourceName(wanted))))
              .vpcEndpoint()
              .vpcEndpointId();
      boolean pending =
          client()
              .describeVpcEndpoints(request -> request.vpcEndpointIds(id))
              .vpcEndpoints()
              .stream()
              .anyMatch(one -> Endpoints.state(one) == State.PENDING);
      if (pending) {
        throw wait(Failure.Type.NOT_YET, "AWS is still setting the endpoint up.");
      }
      return id;
    }

    @Override
    public void update(Found<GatewayEndpoint> found, Wanted<GatewayEndpoint> wanted) {
      throw new IllegalStateException("nothing of a gateway endpoint changes in place");
    }

    @Override
    public void delete(Found<GatewayEndpoint> found) {
      AwsErrors.gone(
          () -> {
            Unsuccessful.raise(
                client()
                    .deleteVpcEndpoints(request -> request.vpcEndpointIds(found.id()))
                    .unsuccessful());
            boolean there =
                client()
                    .describeVpcEndpoints(request -> request.vpcEndpointIds(found.id()))
                    .vpcEndpoints()
                    .stream()
                    .anyMatch(one -> Endpoints.state(one) != State.DELETED);
            if (there) {
              throw wait(Failure.Type.BUSY, "AWS is still taking the endpoint down.");
            }
          });
    }
  }
}
