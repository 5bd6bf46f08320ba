package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.LoadBalancersClient;
import com.azure.resourcemanager.network.fluent.models.FrontendIpConfigurationInner;
import com.azure.resourcemanager.network.fluent.models.LoadBalancerInner;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The chain from a frontend of a load balancer that the user owns to our gateway: one field of the
 * user's document. The document is read, that field is set, and the whole is put back with {@code
 * If-Match}, so that a change by anyone else in between is never undone.
 *
 * <p>AZ-7: the frontend is public and Standard, in any region, subscription or tenant that we may
 * write to; it takes {@code .../frontendIPConfigurations/join/action} on the gateway. AZ-9: packets
 * are intercepted before the load balancer's translation.
 *
 * @see <a href="https://learn.microsoft.com/azure/load-balancer/gateway-overview">Gateway Load
 *     Balancer</a>
 */
public record FrontendChain(
    @Traffic("New flows take the new way at once; flows under way may be cut.") Ref gateway)
    implements Resource {
  static final String TYPE = "Microsoft.Network/loadBalancers/frontendIPConfigurations";

  /** Its kind. */
  static final class Type extends Chain<FrontendChain> {
    Type(Workspace at) {
      super(at, TYPE, "frontend");
    }

    @Override
    Stream<String> wanted() {
      return at.blueprint().sources().stream()
          .filter(Source.Frontend.class::isInstance)
          .map(source -> ((Source.Frontend) source).frontend());
    }

    @Override
    public Discovery<FrontendChain> discover() {
      List<Found<FrontendChain>> owned = new ArrayList<>();
      Set<String> foreign = new TreeSet<>();
      for (LoadBalancerInner document : at.loadBalancers()) {
        // The chain of a load balancer of ours is a field of its own record.
        boolean ours =
            Ids.within(document.id(), at.groupId()) && at.identity().owns(document.tags());
        for (FrontendIpConfigurationInner frontend :
            ours
                ? List.<FrontendIpConfigurationInner>of()
                : Ids.list(document.frontendIpConfigurations())) {
          if (frontend.gatewayLoadBalancer() != null) {
            String gateway = frontend.gatewayLoadBalancer().id();
            if (at.isOurGateway(gateway)) {
              owned.add(linked(frontend.id(), new FrontendChain(Ref.existing(gateway))));
            } else {
              foreign.add(frontend.id());
            }
          }
        }
      }
      return new Discovery<>(owned, foreign);
    }

    @Override
    public @Nullable Problem obstacle(String logicalId) {
      Optional<FrontendIpConfigurationInner> found =
          at.loadBalancers().stream()
              .flatMap(document -> Ids.list(document.frontendIpConfigurations()).stream())
              .filter(frontend -> Ids.same(logicalId, frontend.id()))
              .findFirst();
      if (found.isEmpty()) {
        return noSuchSource(logicalId);
      }
      return isPublic(found.get()) ? null : notPublic(logicalId);
    }

    @Override
    public String create(Wanted<FrontendChain> wanted) {
      set(wanted.logicalId(), wanted.refs().id(wanted.resource().gateway()));
      return wanted.logicalId();
    }

    @Override
    public void update(Found<FrontendChain> found, Wanted<FrontendChain> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<FrontendChain> found) {
      set(found.id(), null);
    }

    private void set(String id, @Nullable String gateway) {
      String group = Ids.require(id, "resourceGroups");
      String name = Ids.require(id, "loadBalancers");
      LoadBalancersClient client =
          at.clients().network(Ids.require(id, "subscriptions")).getLoadBalancers();
      at.alone(
          Ids.parent(id),
          () -> {
            Optional<LoadBalancerInner> document =
                Workspace.absentIs(() -> Optional.of(client.getByResourceGroup(group, name)));
            Optional<FrontendIpConfigurationInner> found =
                document.flatMap(
                    one ->
                        Ids.list(one.frontendIpConfigurations()).stream()
                            .filter(part -> Ids.name(id).equalsIgnoreCase(part.name()))
                            .findFirst());
            if (gateway == null && found.isEmpty()) {
              return;
            }
            FrontendIpConfigurationInner frontend = there(id, found);
            if (gateway != null && !isPublic(frontend)) {
              throw new ProblemException(notPublic(id));
            }
            String now =
                frontend.gatewayLoadBalancer() == null ? null : frontend.gatewayLoadBalancer().id();
            if (differs(id, now, gateway)) {
              LoadBalancerInner whole = document.orElseThrow();
              frontend.withGatewayLoadBalancer(Ids.sub(gateway));
              client.createOrUpdate(group, name, whole, IfMatchPolicy.context(whole.etag()));
            }
          });
    }

    private static boolean isPublic(FrontendIpConfigurationInner frontend) {
      return frontend.publicIpAddress() != null || frontend.publicIpPrefix() != null;
    }

    private static Problem notPublic(String id) {
      return Problem.error("AZ-7", "The frontend `%s` is not public.".formatted(id))
          .withHint("Only a public Standard frontend can be chained to a gateway.");
    }
  }
}
