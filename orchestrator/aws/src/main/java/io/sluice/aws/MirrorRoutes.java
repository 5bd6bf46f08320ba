package io.sluice.aws;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/**
 * Whether mirrored packets find their way from a subnet to the fleet in another VPC (TM-11, TM-12):
 * the most specific route of the subnet's table that covers each of the fleet's ranges must lead
 * through a peering, a transit gateway or something of that sort, not to the internet or nowhere.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-targets.html">targets</a>
 */
final class MirrorRoutes {
  private final Map<String, RouteTable> bySubnet = new HashMap<>();
  private final Map<String, RouteTable> mainByVpc = new HashMap<>();
  private final List<Range> fleet;

  /**
   * @param tables of every VPC that will be asked about
   * @param fleet IPv4 CIDRs of the fleet's subnets
   */
  MirrorRoutes(Collection<RouteTable> tables, Collection<String> fleet) {
    this.fleet = fleet.stream().map(Range::of).toList();
    for (RouteTable table : tables) {
      for (RouteTableAssociation association : table.associations()) {
        if (association.subnetId() != null) {
          bySubnet.put(association.subnetId(), table);
        }
        if (Boolean.TRUE.equals(association.main())) {
          mainByVpc.put(table.vpcId(), table);
        }
      }
    }
  }

  /** True where packets of the subnet reach all of the fleet, as far as its route table tells. */
  boolean lead(String vpc, String subnet) {
    RouteTable table = bySubnet.getOrDefault(subnet, mainByVpc.get(vpc));
    return table != null && fleet.stream().allMatch(range -> leads(table, range));
  }

  private static boolean leads(RouteTable table, Range to) {
    // What a prefix list holds is not in the table: it is given the benefit of the doubt.
    boolean prefixList =
        table.routes().stream()
            .anyMatch(route -> route.destinationPrefixListId() != null && connects(route));
    Optional<Route> best =
        table.routes().stream()
            .filter(route -> route.destinationCidrBlock() != null)
            .filter(route -> Range.of(route.destinationCidrBlock()).covers(to))
            .max(Comparator.comparing(route -> Range.of(route.destinationCidrBlock()).prefix()));
    return best.map(MirrorRoutes::connects).orElse(false) || prefixList;
  }

  private static boolean connects(Route route) {
    return route.state() != RouteState.BLACKHOLE
        && (route.vpcPeeringConnectionId() != null
            || route.transitGatewayId() != null
            || route.coreNetworkArn() != null
            || route.localGatewayId() != null
            || route.networkInterfaceId() != null
            || virtualPrivateGateway(route.gatewayId()));
  }

  private static boolean virtualPrivateGateway(@Nullable String gateway) {
    return gateway != null && gateway.startsWith("vgw-");
  }

  /** An IPv4 range. */
  private record Range(long first, int prefix) {
    static Range of(String cidr) {
      int slash = cidr.indexOf('/');
      long address = 0;
      for (String octet : cidr.substring(0, slash).split("\\.", -1)) {
        address = address << 8 | Integer.parseInt(octet);
      }
      int prefix = Integer.parseInt(cidr.substring(slash + 1));
      return new Range(address >> (32 - prefix) << (32 - prefix), prefix);
    }

    boolean covers(Range other) {
      return prefix <= other.prefix && other.first >> (32 - prefix) << (32 - prefix) == first;
    }
  }
}
