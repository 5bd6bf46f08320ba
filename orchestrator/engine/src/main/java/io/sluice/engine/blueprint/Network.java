package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the fleet lives: a network of its own ({@code addressSpace}, with {@code subnet} in Azure
 * or {@code subnets} in AWS), or what exists: {@code existing} in Azure, {@code vpc} and {@code
 * subnets} in AWS.
 *
 * @param addressSpace IPv4 CIDR of the network that is created
 * @param subnet Azure: IPv4 CIDR inside {@code addressSpace}; the fleet and the gateway's frontend
 *     take addresses from it
 * @param existing Azure: the id of a subnet the user owns; excludes the other two
 * @param vpc AWS: the id of a VPC the user owns
 * @param subnets AWS: ids of subnets in {@code vpc}, or IPv4 CIDRs inside {@code addressSpace}, one
 *     for each zone; null in Azure
 */
public record Network(
    @Setting(
            value = "IPv4 address range of the network that is created.",
            pattern = Cidr.PATTERN,
            form = Cidr.FORM)
        @Nullable String addressSpace,
    @Setting(
            value =
                "In Azure: IPv4 range inside addressSpace. The fleet and the gateway's frontend"
                    + " take addresses from it.",
            pattern = Cidr.PATTERN,
            form = Cidr.FORM)
        @Nullable String subnet,
    @Setting("In Azure: the id of a subnet that you own, instead of addressSpace and subnet.")
        @Nullable String existing,
    @Setting(
            value = "In AWS: the id of a VPC that you own, instead of addressSpace.",
            pattern = "vpc-[0-9a-f]{8,17}",
            form = "a VPC's id such as vpc-0123456789abcdef0")
        @Nullable String vpc,
    @Setting(
            value =
                "In AWS: ids of subnets in vpc, or IPv4 ranges inside addressSpace, one for each"
                    + " zone.",
            pattern = "subnet-[0-9a-f]{8,17}|" + Cidr.PATTERN,
            form = "a subnet's id such as subnet-0123456789abcdef0, or " + Cidr.FORM)
        @Nullable List<String> subnets) {
  /** In Azure. */
  public Network(
      @Nullable String addressSpace, @Nullable String subnet, @Nullable String existing) {
    this(addressSpace, subnet, existing, null, null);
  }
}
