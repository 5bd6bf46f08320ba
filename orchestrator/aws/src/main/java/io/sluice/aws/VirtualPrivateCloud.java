package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * The network of a fleet that brings its own. It has no internet gateway and no NAT: machines need
 * the mailbox only, and reach it through a gateway endpoint, which costs nothing.
 *
 * @param addressSpace IPv4 CIDR
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html">
 *     CreateVpc</a>
 */
public record VirtualPrivateCloud(
    @Immutable(why = "AWS does not change the primary range of a VPC") String addressSpace)
    implements Resource {
  static final String TYPE = "AWS::EC2::VPC";
  static final String ID = "network";

  /** Its kind. */
  static final class Type extends AwsKind<VirtualPrivateCloud> {
    Type(Workspace at) {
      super(at, TYPE, "VPC");
    }

    @Override
    public Discovery<VirtualPrivateCloud> discover() {
      return discovery(
          at.vpcs(),
          Vpc::vpcId,
          vpc -> Tags.of(vpc.tags()),
          vpc -> new VirtualPrivateCloud(vpc.cidrBlock()));
    }

    /** The call takes no token, so what an answer that got lost has made is looked for first. */
    @Override
    public String create(Wanted<VirtualPrivateCloud> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      String made =
          Tags.made(
              filters -> ec2.describeVpcs(request -> request.filters(filters)).vpcs(),
              Vpc::vpcId,
              wanted.tags());
      if (made != null) {
        return made;
      }
      return ec2.createVpc(
              request ->
                  request
                      .cidrBlock(wanted.resource().addressSpace())
                      .tagSpecifications(
                          Tags.create(ResourceType.VPC, wanted.tags(), resourceName(wanted))))
          .vpc()
          .vpcId();
    }

    @Override
    public void update(Found<VirtualPrivateCloud> found, Wanted<VirtualPrivateCloud> wanted) {
      throw new IllegalStateException("nothing of a VPC changes in place");
    }

    @Override
    public void delete(Found<VirtualPrivateCloud> found) {
      AwsErrors.gone(() -> at.clients().ec2().deleteVpc(request -> request.vpcId(found.id())));
    }
  }
}
