package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.NetworkSecurityGroupInner;
import com.azure.resourcemanager.network.fluent.models.SecurityRuleInner;
import com.azure.resourcemanager.network.models.SecurityRuleAccess;
import com.azure.resourcemanager.network.models.SecurityRuleDirection;
import com.azure.resourcemanager.network.models.SecurityRuleProtocol;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;

/**
 * What may reach an appliance: the two tunnels from where the gateway's frontend is, the probe from
 * Azure's own prober (AZ-11: 168.63.129.16, service tag {@code AzureLoadBalancer}), nothing else.
 * The rule that denies is needed because Azure's default rules let the whole virtual network in. It
 * sits on the machines' interfaces, not on the subnet, which may be the user's.
 *
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups">Network
 *     Security Groups</a>
 */
public record NetworkSecurityGroup(
    @Fixed(why = AzureKind.STAYS) String location, List<Inbound> rules) implements Resource {
  static final String TYPE = "Microsoft.Network/networkSecurityGroups";

  /**
   * An inbound rule.
   *
   * @param priority 100 to 4096, lowest first
   * @param access {@code Allow} or {@code Deny}
   * @param protocol {@code Udp}, {@code Tcp} or {@code *}
   * @param from CIDR, service tag or {@code *}
   * @param port destination port or {@code *}
   */
  public record Inbound(
      String name, int priority, String access, String protocol, String from, String port) {}

  /** Its kind. */
  static final class Type extends AzureKind<NetworkSecurityGroup> {
    Type(Workspace at) {
      super(at, TYPE, "network security group");
    }

    @Override
    public Discovery<NetworkSecurityGroup> discover() {
      return discovery(
          at.inGroup(
              "network security groups",
              () ->
                  at
                      .clients()
                      .network()
                      .getNetworkSecurityGroups()
                      .listByResourceGroup(at.group())
                      .stream()),
          group ->
              new NetworkSecurityGroup(
                  Ids.location(group.location()),
                  Ids.list(group.securityRules()).stream().map(Type::read).toList()),
          NetworkSecurityGroupInner::provisioningState);
    }

    // A rule written by hand with lists of ranges, or outbound, reads as none of ours: drift.
    private static Inbound read(SecurityRuleInner rule) {
      return new Inbound(
          rule.name(),
          rule.priority() == null ? 0 : rule.priority(),
          SecurityRuleDirection.INBOUND.equals(rule.direction())
              ? String.valueOf(rule.access())
              : rule.access() + " " + rule.direction(),
          String.valueOf(rule.protocol()),
          rule.sourceAddressPrefix() == null
              ? String.join(",", Ids.list(rule.sourceAddressPrefixes()))
              : rule.sourceAddressPrefix(),
          rule.destinationPortRange() == null
              ? String.join(",", Ids.list(rule.destinationPortRanges()))
              : rule.destinationPortRange());
    }

    @Override
    public String create(Wanted<NetworkSecurityGroup> wanted) {
      NetworkSecurityGroupInner body =
          new NetworkSecurityGroupInner()
              .withLocation(wanted.resource().location())
              .withTags(wanted.tags())
              .withSecurityRules(wanted.resource().rules().stream().map(Type::write).toList());
      return at.clients()
          .network()
          .getNetworkSecurityGroups()
          .createOrUpdate(at.group(), resourceName(wanted), body)
          .id();
    }

    private static SecurityRuleInner write(Inbound rule) {
      return new SecurityRuleInner()
          .withName(rule.name())
          .withPriority(rule.priority())
          .withDirection(SecurityRuleDirection.INBOUND)
          .withAccess(SecurityRuleAccess.fromString(rule.access()))
          .withProtocol(SecurityRuleProtocol.fromString(rule.protocol()))
          .withSourceAddressPrefix(rule.from())
          .withSourcePortRange("*")
          .withDestinationAddressPrefix("*")
          .withDestinationPortRange(rule.port());
    }

    @Override
    public void update(Found<NetworkSecurityGroup> found, Wanted<NetworkSecurityGroup> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<NetworkSecurityGroup> found) {
      Workspace.gone(
          () ->
              at.clients()
                  .network()
                  .getNetworkSecurityGroups()
                  .delete(at.group(), Ids.name(found.id())));
    }
  }
}
