package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.SubnetInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkInner;
import com.azure.resourcemanager.network.models.AddressSpace;
import com.azure.resourcemanager.network.models.ServiceEndpointPropertiesFormat;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of a fleet that brings its own, with its one subnet.
 *
 * <p>The subnet has no way to the internet (no default outbound access, no public address, no NAT):
 * machines need the mailbox only, and reach it over the service endpoint for storage, which needs
 * none of these. Azure does not change the prefix of a subnet in use ({@code
 * InUseSubnetCannotBeUpdated}). A put of the network replaces its list of subnets, so an update
 * keeps those that others have added.
 *
 * @param addressSpace IPv4 CIDR
 * @param subnet IPv4 CIDR inside it
 * @see <a href="https://learn.microsoft.com/rest/api/virtualnetwork/virtual-networks">Virtual
 *     Networks</a>
 */
public record VirtualNetwork(
    @Fixed(why = AzureKind.STAYS) String location,
    String addressSpace,
    @Immutable(why = "Azure does not change a subnet in use") String subnet,
    List<String> serviceEndpoints)
    implements Resource {
  static final String TYPE = "Microsoft.Network/virtualNetworks";
  static final String SUBNET = "appliances";
  static final String STORAGE = "Microsoft.Storage";

  /** Its kind. */
  static final class Type extends AzureKind<VirtualNetwork> {
    Type(Workspace at) {
      super(at, TYPE, "virtual network");
    }

    @Override
    public Discovery<VirtualNetwork> discover() {
      return discovery(
          at.inGroup(
              "virtual networks",
              () ->
                  at
                      .clients()
                      .network()
                      .getVirtualNetworks()
                      .listByResourceGroup(at.group())
                      .stream()),
          Type::read,
          VirtualNetworkInner::provisioningState);
    }

    private static VirtualNetwork read(VirtualNetworkInner network) {
      List<String> spaces =
          network.addressSpace() == null
              ? List.of()
              : Ids.list(network.addressSpace().addressPrefixes());
      SubnetInner subnet =
          Ids.list(network.subnets()).stream()
              .filter(one -> SUBNET.equals(one.name()))
              .findFirst()
              .orElseGet(SubnetInner::new);
      String prefix =
          subnet.addressPrefix() == null && !Ids.list(subnet.addressPrefixes()).isEmpty()
              ? subnet.addressPrefixes().getFirst()
              : subnet.addressPrefix();
      return new VirtualNetwork(
          Ids.location(network.location()),
          String.join(",", spaces),
          prefix == null ? "" : prefix,
          Ids.list(subnet.serviceEndpoints()).stream()
              .map(ServiceEndpointPropertiesFormat::service)
              .sorted()
              .toList());
    }

    @Override
    public String create(Wanted<VirtualNetwork> wanted) {
      return put(wanted, new VirtualNetworkInner());
    }

    @Override
    public void update(Found<VirtualNetwork> found, Wanted<VirtualNetwork> wanted) {
      put(
          wanted,
          at.clients()
              .network()
              .getVirtualNetworks()
              .getByResourceGroup(at.group(), resourceName(wanted)));
    }

    private String put(Wanted<VirtualNetwork> wanted, VirtualNetworkInner network) {
      VirtualNetwork resource = wanted.resource();
      List<SubnetInner> subnets = new ArrayList<>(Ids.list(network.subnets()));
      SubnetInner ours =
          subnets.stream()
              .filter(one -> SUBNET.equals(one.name()))
              .findFirst()
              .orElseGet(
                  () -> {
                    SubnetInner added = new SubnetInner().withName(SUBNET);
                    subnets.add(added);
                    return added;
                  });
      ours.withAddressPrefix(resource.subnet())
          .withDefaultOutboundAccess(false)
          .withServiceEndpoints(
              resource.serviceEndpoints().stream()
                  .map(service -> new ServiceEndpointPropertiesFormat().withService(service))
                  .toList());
      network
          .withLocation(resource.location())
          .withTags(wanted.tags())
          .withAddressSpace(
              new AddressSpace().withAddressPrefixes(List.of(resource.addressSpace())))
          .withSubnets(subnets);
      return at.clients()
          .network()
          .getVirtualNetworks()
          .createOrUpdate(at.group(), resourceName(wanted), network)
          .id();
    }

    @Override
    public void delete(Found<VirtualNetwork> found) {
      Workspace.gone(
          () ->
              at.clients().network().getVirtualNetworks().delete(at.group(), Ids.name(found.id())));
    }
  }
}
