package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import org.jspecify.annotations.Nullable;

/** An internet gateway, of one VPC or of none. */
final class InternetGateway extends Resource {
  private @Nullable Vpc vpc;

  InternetGateway(Identity identity) {
    super(Kind.INTERNET_GATEWAY, identity);
  }

  static Fields<InternetGateway> fields() {
    return new Fields<InternetGateway>()
        .one("internet-gateway-id", InternetGateway::id)
        .one("owner-id", gateway -> Account.ID)
        .one("attachment.vpc-id", gateway -> gateway.vpc == null ? null : gateway.vpc.id())
        .one("attachment.state", gateway -> gateway.vpc == null ? null : "available")
        .tags();
  }

  @Nullable Vpc vpc() {
    return vpc;
  }

  void attach(@Nullable Vpc to) {
    vpc = to;
  }

  @Override
  void write(Xml xml) {
    Vpc attached = vpc;
    xml.add("internetGatewayId", id())
        .add("ownerId", Account.ID)
        .add(
            "attachmentSet",
            set -> {
              if (attached != null) {
                set.add("item", item -> item.add("vpcId", attached.id()).add("state", "available"));
              }
            });
    writeTags(xml);
  }
}
