package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;

/** A virtual private cloud. Its main route table and default group are made with it. */
final class Vpc extends Resource {
  private final Cidr cidr;
  private final String tenancy;
  private boolean dnsSupport = true;
  private boolean dnsHostnames;
  private boolean addressMetrics;

  Vpc(Identity identity, Cidr cidr, String tenancy) {
    super(Kind.VPC, identity);
    this.cidr = cidr;
    this.tenancy = tenancy;
  }

  static Fields<Vpc> fields() {
    return new Fields<Vpc>()
        .one("vpc-id", Vpc::id)
        .one("cidr", Vpc::cidr)
        .one("cidr-block-association.cidr-block", Vpc::cidr)
        .one("dhcp-options-id", vpc -> "default")
        .one("is-default", vpc -> false)
        .one("isDefault", vpc -> false)
        .one("owner-id", vpc -> Account.ID)
        .one("state", vpc -> "available")
        .tags();
  }

  Cidr cidr() {
    return cidr;
  }

  boolean dnsSupport() {
    return dnsSupport;
  }

  void dnsSupport(boolean on) {
    dnsSupport = on;
  }

  boolean dnsHostnames() {
    return dnsHostnames;
  }

  void dnsHostnames(boolean on) {
    dnsHostnames = on;
  }

  boolean addressMetrics() {
    return addressMetrics;
  }

  void addressMetrics(boolean on) {
    addressMetrics = on;
  }

  @Override
  void write(Xml xml) {
    xml.add("vpcId", id())
        .add("ownerId", Account.ID)
        .add("state", "available")
        .add("cidrBlock", cidr)
        .add(
            "cidrBlockAssociationSet",
            set ->
                set.add(
                    "item",
                    item ->
                        item.add("associationId", "vpc-cidr-assoc-" + id().substring(4))
                            .add("cidrBlock", cidr)
                            .add("cidrBlockState", state -> state.add("state", "associated"))))
        .add("dhcpOptionsId", "default")
        .add("instanceTenancy", tenancy)
        .add("isDefault", false);
    writeTags(xml);
  }
}
