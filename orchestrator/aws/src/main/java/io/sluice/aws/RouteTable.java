package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;

/**
 * The routes of a fleet's own subnets: none but the VPC's own, and those that the S3 endpoint puts
 * in.
 *
 * @param subnets that it holds for
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html">
 *     CreateRouteTable</a>
 */
public record RouteTable(
    @Immutable(why = "a route table stays in its VPC") Ref vpc, Set<Ref> subnets)
    implements Resource {
  static final String TYPE = "AWS::EC2::RouteTable";
  static final String ID = "route-table";

  /** Its kind. */
  static final class Type extends AwsKind<RouteTable> {
    Type(Workspace at) {
      super(at, TYPE, "route table");
    }

    @Override
    public Discovery<RouteTable> discover() {
      return discovery(
          at.lists()
              .all(
                  "our route tables",
                  () ->
                      at
                          .clients()
                          .ec2()
                          .describeRouteTablesPaginator(
                              request -> request.filters(Tags.ours(at.identity())))
                          .routeTables()
                          .stream()),
          software.amazon.awssdk.services.ec2.model.RouteTable::routeTableId,
          table -> Tags.of(table.tags()),
          table ->
              new RouteTable(
                  Ref.existing(table.vpcId()),
                  associations(table).stream()
                      .map(one -> Ref.existing(one.subnetId()))
                      .collect(Collectors.toUnmodifiableSet())));
    }

    private static List<RouteTableAssociation> associations(
        software.amazon.awssdk.services.ec2.model.RouteTable table) {
      return table.associations().stream()
          .filter(one -> one.subnetId() != null)
          .filter(
              one ->
                  one.associationState() == null
                      || one.associationState().state()
                          != RouteTableAssociationStateCode.DISASSOCIATED)
          .toList();
    }

    @Override
    public String create(Wanted<RouteTable> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      String id =
          ec2.createRouteTable(
                  request ->
                      request
                          .vpcId(wanted.refs().id(wanted.resource().vpc()))
                          .clientToken(token(wanted))
                          .tagSpecifications(
                              Tags.create(
                                  ResourceType.ROUTE_TABLE, wanted.tags(), resourceName(wanted))))
              .routeTable()
              .routeTableId();
      associate(id, wanted);
      return id;
    }

    @Override
    public void update(Found<RouteTable> found, Wanted<RouteTable> wanted) {
      associate(found.id(), wanted);
    }

    /** A subnet of ours that another table holds for is moved here. */
    private void associate(String id, Wanted<RouteTable> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      Set<String> missing = new TreeSet<>();
      wanted.resource().subnets().forEach(subnet -> missing.add(wanted.refs().id(subnet)));
      for (var association : read(id)) {
        if (!missing.remove(association.subnetId())) {
          ec2.disassociateRouteTable(
              request -> request.associationId(association.routeTableAssociationId()));
        }
      }
      for (String subnet : missing) {
        ec2.associateRouteTable(request -> request.routeTableId(id).subnetId(subnet));
      }
    }

    private List<RouteTableAssociation> read(String id) {
      return at
          .clients()
          .ec2()
          .describeRouteTables(request -> request.routeTableIds(id))
          .routeTables()
          .stream()
          .flatMap(table -> associations(table).stream())
          .toList();
    }

    @Override
    public void delete(Found<RouteTable> found) {
      Ec2Client ec2 = at.clients().ec2();
      AwsErrors.gone(
          () -> {
            for (var association : read(found.id())) {
              ec2.disassociateRouteTable(
                  request -> request.associationId(association.routeTableAssociationId()));
            }
            ec2.deleteRouteTable(request -> request.routeTableId(found.id()));
          });
    }
  }
}
