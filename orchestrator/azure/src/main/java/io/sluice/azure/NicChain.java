package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.NetworkInterfacesClient;
import com.azure.resourcemanager.network.fluent.models.NetworkInterfaceInner;
import com.azure.resourcemanager.network.fluent.models.NetworkInterfaceIpConfigurationInner;
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
 * The chain from a machine's own public address to our gateway: one field of an ip-configuration of
 * the user's network interface, set as {@link FrontendChain} sets its own.
 *
 * <p>AZ-7: the address is a Standard one. A scale set's ip-configuration has no such field, so only
 * interfaces that stand by themselves can be chained.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces">Network
 *     Interfaces</a>
 */
public record NicChain(
    @Traffic("New flows take the new way at once; flows under way may be cut.") Ref gateway)
    implements Resource {
  static final String TYPE = "Microsoft.Network/networkInterfaces/ipConfigurations";

  /** Its kind. */
  static final class Type extends Chain<NicChain> {
    Type(Workspace at) {
      super(at, TYPE, "network interface's address");
    }

    @Override
    Stream<String> wanted() {
      return at.blueprint().sources().stream()
          .filter(Source.PublicIp.class::isInstance)
          .map(source -> ((Source.PublicIp) source).publicIp());
    }

    @Override
    public Discovery<NicChain> discover() {
      List<Found<NicChain>> owned = new ArrayList<>();
      Set<String> foreign = new TreeSet<>();
      for (NetworkInterfaceInner document : at.networkInterfaces()) {
        for (NetworkInterfaceIpConfigurationInner part : Ids.list(document.ipConfigurations())) {
          if (part.gatewayLoadBalancer() != null) {
            String gateway = part.gatewayLoadBalancer().id();
            if (at.isOurGateway(gateway)) {
              owned.add(linked(part.id(), new NicChain(Ref.existing(gateway))));
            } else {
              foreign.add(part.id());
            }
          }
        }
      }
      return new Discovery<>(owned, foreign);
    }

    @Override
    public @Nullable Problem obstacle(String logicalId) {
      Optional<NetworkInterfaceIpConfigurationInner> found =
          at.networkInterfaces().stream()
              .flatMap(document -> Ids.list(document.ipConfigurations()).stream())
              .filter(part -> Ids.same(logicalId, part.id()))
              .findFirst();
      if (found.isEmpty()) {
        return noSuchSource(logicalId);
      }
      return found.get().publicIpAddress() == null ? notPublic(logicalId) : null;
    }

    private static Problem notPublic(String id) {
      return Problem.error("AZ-7", "`%s` has no public address.".formatted(id))
          .withHint("Only a Standard public address can be chained to a gateway.");
    }

    @Override
    public String create(Wanted<NicChain> wanted) {
      set(wanted.logicalId(), wanted.refs().id(wanted.resource().gateway()));
      return wanted.logicalId();
    }

    @Override
    public void update(Found<NicChain> found, Wanted<NicChain> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<NicChain> found) {
      set(found.id(), null);
    }

    private void set(String id, @Nullable String gateway) {
      String group = Ids.require(id, "resourceGroups");
      String name = Ids.require(id, "networkInterfaces");
      NetworkInterfacesClient client =
          at.clients().network(Ids.require(id, "subscriptions")).getNetworkInterfaces();
      at.alone(
          Ids.parent(id),
          () -> {
            Optional<NetworkInterfaceInner> document =
                Workspace.absentIs(() -> Optional.of(client.getByResourceGroup(group, name)));
            Optional<NetworkInterfaceIpConfigurationInner> found =
                document.flatMap(
                    one ->
                        Ids.list(one.ipConfigurations()).stream()
                            .filter(part -> Ids.name(id).equalsIgnoreCase(part.name()))
                            .findFirst());
            if (gateway == null && found.isEmpty()) {
              return;
            }
            NetworkInterfaceIpConfigurationInner part = there(id, found);
            if (gateway != null && part.publicIpAddress() == null) {
              throw new ProblemException(notPublic(id));
            }
            String now =
                part.gatewayLoadBalancer() == null ? null : part.gatewayLoadBalancer().id();
            if (differs(id, now, gateway)) {
              NetworkInterfaceInner whole = document.orElseThrow();
              part.withGatewayLoadBalancer(Ids.sub(gateway));
              client.createOrUpdate(group, name, whole, IfMatchPolicy.context(whole.etag()));
            }
          });
    }
  }
}
