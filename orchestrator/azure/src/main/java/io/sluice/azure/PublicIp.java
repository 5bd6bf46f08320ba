package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.PublicIpAddressInner;
import com.azure.resourcemanager.network.models.IpAllocationMethod;
import com.azure.resourcemanager.network.models.IpVersion;
import com.azure.resourcemanager.network.models.PublicIpAddressSku;
import com.azure.resourcemanager.network.models.PublicIpAddressSkuName;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;

/**
 * A public IPv4 address, Standard and static: the only one that a Standard load balancer takes
 * ({@code PublicIPAndLBSkuDoNotMatch}). A region grants as few as 10 by default (AZ-17).
 *
 * @see <a href="https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses">Public IP
 *     Addresses</a>
 */
public record PublicIp(
    @Fixed(why = AzureKind.STAYS) String location,
    @Fixed(why = "another SKU would be another address") String sku)
    implements Resource {
  static final String TYPE = "Microsoft.Network/publicIPAddresses";
  static final String STANDARD = PublicIpAddressSkuName.STANDARD.toString();

  /** Its kind. */
  static final class Type extends AzureKind<PublicIp> {
    Type(Workspace at) {
      super(at, TYPE, "public address");
    }

    @Override
    public Discovery<PublicIp> discover() {
      return discovery(
          at.publicIps(),
          address ->
              new PublicIp(
                  Ids.location(address.location()),
                  address.sku() == null ? "Basic" : String.valueOf(address.sku().name())),
          PublicIpAddressInner::provisioningState);
    }

    @Override
    public String create(Wanted<PublicIp> wanted) {
      PublicIpAddressInner body =
          new PublicIpAddressInner()
              .withLocation(wanted.resource().location())
              .withTags(wanted.tags())
              .withSku(
                  new PublicIpAddressSku()
                      .withName(PublicIpAddressSkuName.fromString(wanted.resource().sku())))
              .withPublicIpAddressVersion(IpVersion.IPV4)
              .withPublicIpAllocationMethod(IpAllocationMethod.STATIC);
      return at.clients()
          .network()
          .getPublicIpAddresses()
          .createOrUpdate(at.group(), resourceName(wanted), body)
          .id();
    }

    @Override
    public void update(Found<PublicIp> found, Wanted<PublicIp> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<PublicIp> found) {
      Workspace.gone(
          () ->
              at.clients()
                  .network()
                  .getPublicIpAddresses()
                  .delete(at.group(), Ids.name(found.id())));
    }
  }
}
