package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceState;

/**
 * The service by which endpoints in a zone reach a gateway load balancer.
 *
 * @param acceptance whether each endpoint waits for somebody to accept it (GW-13)
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpointServiceConfiguration.html">
 *     CreateVpcEndpointServiceConfiguration</a>
 */
public record EndpointService(
    @Immutable(why = "endpoints stand in the zones of the load balancer that it was made for")
        Set<Ref> loadBalancers,
    boolean acceptance)
    implements Resource {
  static final String TYPE = "AWS::EC2::VPCEndpointService";

  /** Every endpoint service of ours. */
  static List<ServiceConfiguration> all(Workspace at) {
    return at.lists()
        .all(
            "our endpoint services",
            () ->
                at
                    .clients()
                    .ec2()
                    .describeVpcEndpointServiceConfigurationsPaginator(
                        request -> request.filters(Tags.ours(at.identity())))
                    .serviceConfigurations()
                    .stream());
  }

  /** Its kind. */
  static final class Type extends AwsKind<EndpointService> {
    Type(Workspace at) {
      super(at, TYPE, "endpoint service");
    }

    private Ec2Client client() {
      return at.clients().ec2();
    }

    @Override
    public Discovery<EndpointService> discover() {
      return discovery(
          all(at).stream().filter(one -> !isGoing(one)).toList(),
          ServiceConfiguration::serviceId,
          one -> Tags.of(one.tags()),
          one ->
              new EndpointService(
                  one.gatewayLoadBalancerArns().stream()
                      .map(Ref::existing)
                      .collect(Collectors.toSet()),
                  Boolean.TRUE.equals(one.acceptanceRequired())));
    }

    private static boolean isGoing(ServiceConfiguration one) {
      return one.serviceState() == ServiceState.DELETED
          || one.serviceState() == ServiceState.DELETING;
    }

    @Override
    public String create(Wanted<EndpointService> wanted) {
      EndpointService service = wanted.resource();
      String id =
          client()
              .createVpcEndpointServiceConfiguration(
                  request ->
                      request
                          .gatewayLoadBalancerArns(
                              service.loadBalancers().stream().map(wanted.refs()::id).toList())
                          .acceptanceRequired(service.acceptance())
                          .clientToken(token(wanted))
                          .tagSpecifications(
                              Tags.create(
                                  ResourceType.VPC_ENDPOINT_SERVICE,
                                  wanted.tags(),
                                  resourceName(wanted))))
              .serviceConfiguration()
              .serviceId();
      // A repeated call may answer as the first did, whatever has become of the service since.
      if (states(id).contains(ServiceState.PENDING)) {
        throw wait(Failure.Type.NOT_YET, "AWS is still setting the endpoint service up.");
      }
      return id;
    }

    private List<ServiceState> states(String id) {
      return client()
          .describeVpcEndpointServiceConfigurations(request -> request.serviceIds(id))
          .serviceConfigurations()
          .stream()
          .map(ServiceConfiguration::serviceState)
          .toList();
    }

    @Override
    public void update(Found<EndpointService> found, Wanted<EndpointService> wanted) {
      client()
          .modifyVpcEndpointServiceConfiguration(
              request ->
                  request.serviceId(found.id()).acceptanceRequired(wanted.resource().acceptance()));
    }

    @Override
    public void delete(Found<EndpointService> found) {
      AwsErrors.gone(
          () -> {
            Unsuccessful.raise(
                client()
                    .deleteVpcEndpointServiceConfigurations(
                        request -> request.serviceIds(found.id()))
                    .unsuccessful());
            boolean there =
                states(found.id()).stream().anyMatch(state -> state != ServiceState.DELETED);
            if (there) {
              throw wait(Failure.Type.BUSY, "AWS is still taking the endpoint service down.");
            }
          });
    }
  }
}
