package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.LoadBalancerInner;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer: SKU Standard with a public frontend, or SKU Gateway (AZ-1: private frontend, the
 * HA-ports rule only) which hands whole packets to appliances over VXLAN. Its parts are no
 * resources of their own: Azure takes and gives them as one document.
 *
 * <p>AZ-2: a pool has at most two tunnel interfaces. AZ-3: they are told apart by type, never by
 * order. AZ-16: they change only while the pool is empty, hence a new gateway beside the old one.
 * AZ-6: Azure chains at most 100 frontends to one of a gateway.
 *
 * @param sku {@code Standard} or {@code Gateway}
 * @param subnet of the private frontend; null when the frontend is public
 * @param tunnels of the pool; empty for Standard
 * @see <a href="https://learn.microsoft.com/rest/api/load-balancer/load-balancers">Load
 *     Balancers</a>
 */
@Traffic("Flows through this load balancer are cut.")
public record LoadBalancer(
    @Fixed(why = AzureKind.STAYS) String location,
    @Fixed(why = "a load balancer keeps its SKU") String sku,
    @Immutable(why = "a private frontend stays in its subnet") @Nullable Ref subnet,
    @Immutable(why = "Azure changes tunnel interfaces only while the pool is empty (AZ-16)")
        @Traffic(
            "Inspected flows are cut while sources and appliances move from the old gateway to the"
                + " new one.")
        List<TunnelInterface> tunnels,
    List<Frontend> frontends,
    List<Pool> pools,
    List<HealthProbe> probes,
    List<Rule> rules)
    implements Resource {
  static final String TYPE = "Microsoft.Network/loadBalancers";
  static final String STANDARD = "Standard";
  static final String GATEWAY_SKU = "Gateway";

  /** The logical id of the gateway, and the name of its frontend. */
  static final String GATEWAY = "gateway";

  /**
   * A VXLAN tunnel of a gateway's pool.
   *
   * @param name its type, {@code Internal} or {@code External} (AZ-4: external carries what arrives
   *     at the appliance first)
   */
  public record TunnelInterface(String name, int vni, int port) {}

  /**
   * A frontend ip-configuration.
   *
   * @param publicIp null for a private one
   * @param gateway the gateway's frontend that it is chained to, or null
   */
  public record Frontend(
      String name,
      @Nullable Ref publicIp,
      @Traffic("New flows take the new way at once; flows under way may be cut.")
          @Nullable Ref gateway) {}

  /**
   * A backend pool.
   *
   * @param network of the addresses; null when members come from network interfaces
   * @param addresses IPv4, sorted; empty when members come from network interfaces
   */
  public record Pool(String name, @Nullable Ref network, List<String> addresses) {}

  /**
   * A health probe.
   *
   * @param protocol {@code Http} or {@code Tcp}
   * @param path for {@code Http}, otherwise null
   * @param failAfter results in a row that change the verdict (Azure: probeThreshold)
   */
  public record HealthProbe(
      String name,
      String protocol,
      int port,
      @Nullable String path,
      int intervalSeconds,
      int failAfter) {}

  /**
   * A rule; frontend, pool and probe by name.
   *
   * @param protocol {@code Tcp}, or {@code All} with ports 0 for HA ports
   */
  public record Rule(
      String name,
      String protocol,
      int frontendPort,
      int backendPort,
      String frontend,
      String pool,
      String probe) {}

  /** Its kind. */
  static final class Type extends AzureKind<LoadBalancer> {
    Type(Workspace at) {
      super(at, TYPE, "load balancer");
    }

    @Override
    public Discovery<LoadBalancer> discover() {
      return discovery(
          at.loadBalancers().stream().filter(one -> Ids.within(one.id(), at.groupId())).toList(),
          LoadBalancerDocument::read,
          LoadBalancerInner::provisioningState);
    }

    @Override
    public String create(Wanted<LoadBalancer> wanted) {
      String id = id(wanted.logicalId(), wanted.revision());
      LoadBalancerInner body =
          LoadBalancerDocument.write(id, wanted.resource(), wanted.refs()).withTags(wanted.tags());
      return at.clients()
          .network()
          .getLoadBalancers()
          .createOrUpdate(at.group(), Ids.name(id), body)
          .id();
    }

    @Override
    public void update(Found<LoadBalancer> found, Wanted<LoadBalancer> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<LoadBalancer> found) {
      Workspace.gone(
          () -> at.clients().network().getLoadBalancers().delete(at.group(), Ids.name(found.id())));
    }
  }
}
