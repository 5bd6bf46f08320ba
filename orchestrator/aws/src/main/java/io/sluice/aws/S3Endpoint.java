package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * The way from a fleet's own network to S3, and so to the mailbox, and to Amazon Linux's packages:
 * a gateway endpoint, which costs nothing and is reached over routes.
 *
 * @param service e.g. {@code com.amazonaws.eu-west-1.s3}
 * @param routeTables that get the routes
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html">Gateway
 *     endpoints for Amazon S3</a>
 */
public record S3Endpoint(
    @Immutable(why = STAYS) Ref vpc, @Immutable(why = STAYS) String service, Set<Ref> routeTables)
    implements Resource {
  /** CloudFormation has one type for all kinds of endpoint. */
  static final String TYPE = "AWS::EC2::VPCEndpoint.Gateway";

  static final String ID = "s3-endpoint";
  static final String STAYS = "an endpoint keeps its VPC and its service";

  /** Its kind. */
  static final class Type extends AwsKind<S3Endpoint> {
    Type(Workspace at) {
      super(at, TYPE, "S3 endpoint");
    }

    @Override
    public Discovery<S3Endpoint> discover() {
      return discovery(
          at.lists()
              .all(
                  "our S3 endpoints",
                  () ->
                      at
                          .clients()
                          .ec2()
                          .describeVpcEndpointsPaginator(
                              request ->
                                  request.filters(
                                      Tags.ours(at.identity()),
                                      Filter.builder()
                                          .name("vpc-endpoint-type")
                                          .values(VpcEndpointType.GATEWAY.toString())
                                          .build()))
                          .vpcEndpoints()
                          .stream()
                          .filter(Type::stands)),
          VpcEndpoint::vpcEndpointId,
          endpoint -> Tags.of(endpoint.tags()),
          endpoint ->
              new S3Endpoint(
                  Ref.existing(endpoint.vpcId()),
                  endpoint.serviceName(),
                  endpoint.routeTableIds().stream()
                      .map(Ref::existing)
                      .collect(Collectors.toUnmodifiableSet())));
    }

    private static boolean stands(VpcEndpoint endpoint) {
      return endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY && Endpoints.stands(endpoint);
    }

    @Override
    public String create(Wanted<S3Endpoint> wanted) {
      S3Endpoint resource = wanted.resource();
      return at.clients()
          .ec2()
          .createVpcEndpoint(
              request ->
                  request
                      .vpcEndpointType(VpcEndpointType.GATEWAY)
                      .vpcId(wanted.refs().id(resource.vpc()))
                      .serviceName(resource.service())
                      .routeTableIds(
                          resource.routeTables().stream().map(wanted.refs()::id).toList())
                      .clientToken(token(wanted))
                      .tagSpecifications(
                          Tags.create(
                              ResourceType.VPC_ENDPOINT, wanted.tags(), resourceName(wanted))))
          .vpcEndpoint()
          .vpcEndpointId();
    }

    @Override
    public void update(Found<S3Endpoint> found, Wanted<S3Endpoint> wanted) {
      Set<String> add = new TreeSet<>();
      wanted.resource().routeTables().forEach(table -> add.add(wanted.refs().id(table)));
      Set<String> remove = new TreeSet<>();
      found.resource().routeTables().forEach(table -> remove.add(wanted.refs().id(table)));
      Set<String> both = new TreeSet<>(add);
      both.retainAll(remove);
      add.removeAll(both);
      remove.removeAll(both);
      at.clients()
          .ec2()
          .modifyVpcEndpoint(
              request ->
                  request
                      .vpcEndpointId(found.id())
                      .addRouteTableIds(add)
                      .removeRouteTableIds(remove));
    }

    @Override
    public void delete(Found<S3Endpoint> found) {
      Ec2Client ec2 = at.clients().ec2();
      AwsErrors.gone(
          () ->
              Unsuccessful.raise(
                  ec2.deleteVpcEndpoints(request -> request.vpcEndpointIds(found.id()))
                      .unsuccessful()));
    }
  }
}
