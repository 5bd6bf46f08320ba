package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.BitSet;

/**
 * A subnet and who has its addresses: EC2 keeps the first four and the last one of every subnet.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html">Subnet CIDR
 *     blocks</a>
 */
final class Subnet extends Resource {
  private static final int RESERVED_BELOW = 4;

  private final Vpc vpc;
  private final Cidr cidr;
  private final String region;
  private final String zone;
  private final BitSet taken = new BitSet();
  private boolean publicIps;

  Subnet(Identity identity, Vpc vpc, Cidr cidr, String region, String zone) {
    super(Kind.SUBNET, identity);
    this.vpc = vpc;
    this.cidr = cidr;
    this.region = region;
    this.zone = zone;
  }

  static Fields<Subnet> fields() {
    return new Fields<Subnet>()
        .one("subnet-id", Subnet::id)
        .one("subnet-arn", Subnet::arn)
        .one("vpc-id", subnet -> subnet.vpc().id())
        .one("cidr-block", Subnet::cidr)
        .one("cidrBlock", Subnet::cidr)
        .one("cidr", Subnet::cidr)
        .one("availability-zone", Subnet::zone)
        .one("availabilityZone", Subnet::zone)
        .one("availability-zone-id", subnet -> Places.zoneId(subnet.zone()))
        .one("available-ip-address-count", Subnet::free)
        .one("default-for-az", subnet -> false)
        .one("defaultForAz", subnet -> false)
        .one("map-public-ip-on-launch", subnet -> subnet.publicIps)
        .one("owner-id", subnet -> Account.ID)
        .one("state", subnet -> "available")
        .tags();
  }

  Vpc vpc() {
    return vpc;
  }

  Cidr cidr() {
    return cidr;
  }

  String zone() {
    return zone;
  }

  void publicIps(boolean on) {
    publicIps = on;
  }

  private String arn() {
    return Account.arn("ec2", region, "subnet/" + id());
  }

  /** How many addresses nobody has. */
  long free() {
    return cidr.size() - RESERVED_BELOW - 1 - taken.cardinality();
  }

  /**
   * Takes the lowest free address.
   *
   * @throws AwsException {@code InsufficientFreeAddressesInSubnet}
   */
  String take() {
    int offset = taken.nextClearBit(RESERVED_BELOW);
    if (offset > cidr.size() - 2) {
      throw AwsException.badRequest(
          "InsufficientFreeAddressesInSubnet",
          "The specified subnet '%s' does not have enough free addresses to satisfy the request."
              .formatted(id()));
    }
    taken.set(offset);
    return Cidr.text(cidr.network() + offset);
  }

  /**
   * Takes this very address.
   *
   * @throws AwsException {@code InvalidParameterValue}, {@code InvalidIPAddress.InUse}
   */
  String take(String address) {
    long offset = Cidr.address(address) - cidr.network();
    if (offset < RESERVED_BELOW || offset > cidr.size() - 2) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Address %s does not fall within the subnet's address range".formatted(address));
    }
    if (taken.get((int) offset)) {
      throw AwsException.badRequest(
          "InvalidIPAddress.InUse", "Address %s is in use.".formatted(address));
    }
    taken.set((int) offset);
    return address;
  }

  void release(String address) {
    taken.clear((int) (Cidr.address(address) - cidr.network()));
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  @Override
  void write(Xml xml) {
    xml.add("subnetId", id())
        .add("subnetArn", arn())
        .add("state", "available")
        .add("ownerId", Account.ID)
        .add("vpcId", vpc.id())
        .add("cidrBlock", cidr)
        .add("availableIpAddressCount", free())
        .add("availabilityZone", zone)
        .add("availabilityZoneId", Places.zoneId(zone))
        .add("defaultForAz", false)
        .add("mapPublicIpOnLaunch", publicIps)
        .add("assignIpv6AddressOnCreation", false)
        .add("mapCustomerOwnedIpOnLaunch", false)
        .add("enableDns64", false)
        .add("ipv6Native", false);
    writeTags(xml);
  }
}
