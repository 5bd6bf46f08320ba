package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * A subnet of a fleet's own network, one for each zone. Nothing in it gets a public address.
 *
 * @param range IPv4 CIDR inside the VPC's
 * @param zone e.g. {@code eu-west-1a}
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html">
 *     CreateSubnet</a>
 */
public record Subnet(
    @Immutable(why = STAYS) Ref vpc,
    @Immutable(why = STAYS) String range,
    @Immutable(why = STAYS) String zone)
    implements Resource {
  static final String TYPE = "AWS::EC2::Subnet";
  static final String STAYS = "AWS changes neither the range nor the place of a subnet";

  /**
   * The logical id of the blueprint's subnet.
   *
   * @param index from 0
   */
  static String id(int index) {
    return "subnet-" + (index + 1);
  }

  /** Its kind. */
  static final class Type extends AwsKind<Subnet> {
    Type(Workspace at) {
      super(at, TYPE, "subnet");
    }

    @Override
    public Discovery<Subnet> discover() {
      return discovery(
          at.lists()
              .all(
                  "our subnets",
                  () ->
                      at
                          .clients()
                          .ec2()
                          .describeSubnetsPaginator(
                              request -> request.filters(Tags.ours(at.identity())))
                          .subnets()
                          .stream()),
          software.amazon.awssdk.services.ec2.model.Subnet::subnetId,
          subnet -> Tags.of(subnet.tags()),
          subnet ->
              new Subnet(
                  Ref.existing(subnet.vpcId()), subnet.cidrBlock(), subnet.availabilityZone()));
    }

    @Override
    public String create(Wanted<Subnet> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      String made =
          Tags.made(
              filters -> ec2.describeSubnets(request -> request.filters(filters)).subnets(),
              software.amazon.awssdk.services.ec2.model.Subnet::subnetId,
              wanted.tags());
      if (made != null) {
        return made;
      }
      return ec2.createSubnet(
              request ->
                  request
                      .vpcId(wanted.refs().id(wanted.resource().vpc()))
                      .cidrBlock(wanted.resource().range())
                      .availabilityZone(wanted.resource().zone())
                      .tagSpecifications(
                          Tags.create(ResourceType.SUBNET, wanted.tags(), resourceName(wanted))))
          .subnet()
          .subnetId();
    }

    @Override
    public void update(Found<Subnet> found, Wanted<Subnet> wanted) {
      throw new IllegalStateException("nothing of a subnet changes in place");
    }

    @Override
    public void delete(Found<Subnet> found) {
      AwsErrors.gone(
          () -> at.clients().ec2().deleteSubnet(request -> request.subnetId(found.id())));
    }
  }
}
