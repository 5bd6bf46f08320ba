package io.sluice.sandbox.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.aws.Room;
import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * EC2 in its query protocol, version 2016-11-15.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">Amazon EC2 API
 *     reference</a>
 */
public final class Ec2 implements Compute, Room {
  /** What asks for the load balancers before it takes its region's lock. */
  private static final Set<String> ABOUT_BALANCERS =
      Set.of(
          "CreateTrafficMirrorTarget",
          "CreateVpcEndpointServiceConfiguration",
          "ModifyVpcEndpointServiceConfiguration");

  private final Rooms rooms;
  private final Map<String, Region> regions = new ConcurrentSkipListMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final InstanceLife life;
  private final QueryService service;

  public Ec2(Rooms rooms) {
    this.rooms = rooms;
    life = new InstanceLife(rooms, this::changed);
    Map<String, Operation> operations = new LinkedHashMap<>();
    Networks.register(operations);
    Routes.register(operations);
    SecurityGroups.register(operations);
    Interfaces.register(operations);
    Instances.register(operations, life);
    LaunchTemplates.register(operations);
    MirrorTargets.register(operations);
    MirrorFilters.register(operations);
    MirrorSessions.register(operations);
    EndpointServices.register(operations);
    Endpoints.register(operations, this::changed);
    TagActions.register(operations);
    PlaceActions.register(operations);
    Map<String, Action> actions = new HashMap<>();
    operations.forEach((name, operation) -> actions.put(name, action(name, operation)));
    service =
        new QueryService(
            QueryService.Protocol.EC2, "http://ec2.amazonaws.com/doc/2016-11-15/", actions);
  }

  @Override
  public Response handle(Request request, Caller caller) {
    return service.handle(request, caller);
  }

  private Action action(String name, Operation operation) {
    return (caller, in, out) -> {
      if (!rooms.permissions().allows(caller, "ec2:" + name, "*")) {
        throw new AwsException(
            403, "UnauthorizedOperation", "You are not authorized to perform this operation.");
      }
      Region region = region(caller.region());
      List<Balancer> balancers =
          ABOUT_BALANCERS.contains(name) ? rooms.balancers().balancers(region.name()) : List.of();
      Call call = new Call(region, in, balancers, new ArrayList<>());
      synchronized (region) {
        run(name, operation, call).accept(out);
      }
      finish(call, !name.startsWith("Describe"));
    };
  }

  private static Consumer<Xml> run(String name, Operation operation, Call call) {
    Params in = call.in();
    if (in.truth("DryRun").orElse(false)) {
      throw new AwsException(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    @Nullable Consumer<Xml> before = call.region().idempotency().before(name, in);
    if (before != null) {
      return before;
    }
    Consumer<Xml> answer = operation.run(call);
    call.region().idempotency().remember(name, in, answer);
    return answer;
  }

  private void finish(Call call, boolean changes) {
    call.afterwards().forEach(Runnable::run);
    if (changes) {
      changed();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  private Region region(String name) {
    Region known = regions.get(name);
    if (known != null) {
      return known;
    }
    if (!Places.REGIONS.contains(name)) {
      throw AwsException.badRequest("InvalidParameterValue", "There is no region '" + name + "'.");
    }
    return regions.computeIfAbsent(name, Region::begin);
  }

  /** How many resources there are, by region and type. */
  public JsonNode status() {
    ObjectNode status = Json.object();
    for (Region region : regions.values()) {
      Map<String, Integer> counts = new TreeMap<>();
      synchronized (region) {
        region
            .everything()
            .values()
            .forEach(resource -> counts.merge(resource.kind().type(), 1, Integer::sum));
      }
      ObjectNode part = status.putObject(region.name());
      counts.forEach(part::put);
    }
    return status;
  }

  @Override
  public Set<String> regions() {
    return Set.copyOf(regions.keySet());
  }

  @Override
  public Ec2Instance run(Launch launch) {
    Region region = region(launch.region());
    Call call = Call.of(region, Params.parse(""));
    Instance instance;
    synchronized (region) {
      instance = life.launch(call, launch);
    }
    finish(call, true);
    synchronized (region) {
      return instance.view(region.name());
    }
  }

  @Override
  public void terminate(String regionName, Collection<String> instanceIds) {
    Region region = region(regionName);
    Call call = Call.of(region, Params.parse(""));
    synchronized (region) {
      for (String id : instanceIds) {
        region.instances().find(id).ifPresent(instance -> life.terminate(call, instance));
      }
    }
    finish(call, true);
  }

  @Override
  public Optional<Ec2Instance> instance(String regionName, String instanceId) {
    Region region = region(regionName);
    synchronized (region) {
      return region.instances().find(instanceId).map(found -> found.view(regionName));
    }
  }

  @Override
  public List<Ec2Instance> instances(String regionName) {
    Region region = region(regionName);
    synchronized (region) {
      return region.instances().all().stream()
          .filter(instance -> instance.state() != InstanceState.TERMINATED)
          .map(instance -> instance.view(regionName))
          .toList();
    }
  }

  @Override
  public List<Eni> interfaces(String regionName) {
    Region region = region(regionName);
    synchronized (region) {
      return region.nics().all().stream().map(Nic::view).toList();
    }
  }

  @Override
  public Optional<io.sluice.sandbox.aws.cloud.LaunchTemplate> launchTemplate(
      String regionName, String idOrName, String version) {
    Region region = region(regionName);
    try {
      synchronized (region) {
        LaunchTemplate template = LaunchTemplates.find(region, idOrName);
        LaunchTemplate.Version found = template.version(version);
        return Optional.of(
            new io.sluice.sandbox.aws.cloud.LaunchTemplate(
                template.id(),
                template.name(),
                found.number(),
                found.data().text("ImageId", ""),
                found.data().text("InstanceType", "")));
      }
    } catch (AwsException e) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> zones(String regionName) {
    Region region = region(regionName);
    synchronized (region) {
      return region.subnets().all().stream()
          .collect(Collectors.toUnmodifiableMap(Resource::id, Subnet::zone));
    }
  }

  @Override
  public Eni createBalancerInterface(
      String regionName, String subnetId, String type, String description) {
    Region region = region(regionName);
    Nic nic;
    synchronized (region) {
      Subnet subnet = region.subnets().get(subnetId);
      nic = Interfaces.create(region, subnet, "", type, "amazon-elb", List.of(), description);
    }
    changed();
    return nic.view();
  }

  @Override
  public void deleteInterface(String regionName, String eniId) {
    Region region = region(regionName);
    synchronized (region) {
      region.nics().find(eniId).ifPresent(nic -> Interfaces.remove(region, nic));
    }
    changed();
  }

  @Override
  public List<MirrorSession> mirrorSessions(String regionName) {
    Region region = region(regionName);
    synchronized (region) {
      return MirrorSessions.views(region);
    }
  }

  @Override
  public List<GatewayEndpoint> gatewayEndpoints(String regionName) {
    Region region = region(regionName);
    synchronized (region) {
      return Endpoints.views(region);
    }
  }

  @Override
  public boolean uses(String regionName, String balancerArn) {
    Region region = region(regionName);
    synchronized (region) {
      return region.mirrorTargets().all().stream()
              .anyMatch(target -> target.value().equals(balancerArn))
          || region.endpointServices().all().stream()
              .anyMatch(each -> each.balancers().contains(balancerArn));
    }
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
