package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Instances. */
final class Instances {
  private static final Listing<Instance> LISTING =
      new Listing<>("InstanceId", "instancesSet", Region::instances, Instance.fields());
  private static final Listing<Instance> STATUS =
      new Listing<>("InstanceId", "instanceStatusSet", Region::instances, Instance.fields());
  private static final List<String> TAGGABLE =
      List.of("instance", "network-interface", "volume", "spot-instances-request", "elastic-gpu");

  private record Change(Instance instance, InstanceState before, InstanceState after) {}

  private final InstanceLife life;

  private Instances(InstanceLife life) {
    this.life = life;
  }

  static void register(Map<String, Operation> actions, InstanceLife life) {
    Instances instances = new Instances(life);
    actions.put("RunInstances", instances::run);
    actions.put("TerminateInstances", call -> change(call, life::terminate));
    actions.put("StopInstances", call -> change(call, life::stop));
    actions.put("StartInstances", call -> change(call, life::restart));
    actions.put("DescribeInstances", Instances::describe);
    actions.put("DescribeInstanceStatus", Instances::status);
    actions.put("ModifyInstanceAttribute", Instances::modify);
  }

  private Consumer<Xml> run(Call call) {
    Params in = call.in();
    int fewest = count(in, "MinCount");
    int most = count(in, "MaxCount");
    if (fewest > most) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Value (%d) for parameter maxCount is invalid. It is below minCount.".formatted(most));
    }
    TagSpecs.check(in, TAGGABLE);
    LaunchPlan plan = LaunchPlan.of(call.region(), spec(call), fewest, most);
    List<Instance> instances = life.launch(call, plan, in.text("ClientToken", ""));
    return xml -> {
      writeReservation(xml, instances.getFirst());
      xml.list("instancesSet", "item", instances, (item, instance) -> instance.write(item));
    };
  }

  private static int count(Params in, String name) {
    in.require(name);
    return in.number(name)
        .filter(count -> count >= 1)
        .orElseThrow(
            () ->
                AwsException.badRequest(
                    "InvalidParameterValue",
                    "Value (%s) for parameter %s is invalid. It must be at least 1."
                        .formatted(in.text(name, ""), name)));
  }

  private static LaunchSpec spec(Call call) {
    Params in = call.in();
    Params named = in.child("LaunchTemplate");
    @Nullable Params template =
        in.has("LaunchTemplate")
            ? LaunchTemplates.named(call.region(), named).version(named.text("Version", "")).data()
            : null;
    return LaunchSpec.read(in, template);
  }

  private static void writeReservation(Xml xml, Instance first) {
    xml.add("reservationId", first.reservation())
        .add("ownerId", Account.ID)
        .add("groupSet", set -> {});
  }

  private static Consumer<Xml> change(Call call, BiConsumer<Call, Instance> how) {
    List<String> ids = call.in().texts("InstanceId");
    if (ids.isEmpty()) {
      call.in().require("InstanceId");
    }
    List<Instance> instances = ids.stream().map(call.region().instances()::get).toList();
    List<Change> changes = new ArrayList<>();
    for (Instance instance : instances) {
      InstanceState before = instance.state();
      how.accept(call, instance);
      changes.add(new Change(instance, before, instance.state()));
    }
    return xml ->
        xml.list(
            "instancesSet",
            "item",
            changes,
            (item, each) ->
                item.add("instanceId", each.instance().id())
                    .add("currentState", each.after()::write)
                    .add("previousState", each.before()::write));
  }

  private static Consumer<Xml> describe(Call call) {
    Page<Instance> page = LISTING.page(call.in(), call.region().instances(), instance -> true);
    List<List<Instance>> reservations = new ArrayList<>();
    for (Instance instance : page.items()) {
      if (reservations.isEmpty()
          || !reservations.getLast().getFirst().reservation().equals(instance.reservation())) {
        reservations.add(new ArrayList<>());
      }
      reservations.getLast().add(instance);
    }
    return xml ->
        xml.list(
                "reservationSet",
                "item",
                reservations,
                (item, reservation) -> {
                  writeReservation(item, reservation.getFirst());
                  item.list(
                      "instancesSet", "item", reservation, (inner, each) -> each.write(inner));
                })
            .add("nextToken", page.next());
  }

  private static Consumer<Xml> status(Call call) {
    boolean all = call.in().truth("IncludeAllInstances").orElse(false);
    Page<Instance> page =
        STATUS.page(
            call.in(),
            call.region().instances(),
            instance -> all || instance.state() == InstanceState.RUNNING);
    return xml ->
        xml.list("instanceStatusSet", "item", page.items(), Instances::writeStatus)
            .add("nextToken", page.next());
  }

  private static void writeStatus(Xml xml, Instance instance) {
    boolean running = instance.state() == InstanceState.RUNNING;
    xml.add("instanceId", instance.id())
        .add("availabilityZone", instance.subnet().zone())
        .add("availabilityZoneId", Places.zoneId(instance.subnet().zone()))
        .add("instanceState", instance.state()::write);
    for (String check : List.of("systemStatus", "instanceStatus")) {
      xml.add(
          check,
          status -> {
            status.add("status", running ? "ok" : "not-applicable");
            if (running) {
              status.add(
                  "details",
                  details ->
                      details.add(
                          "item",
                          item -> item.add("name", "reachability").add("status", "passed")));
            }
          });
    }
  }

  private static Consumer<Xml> modify(Call call) {
    Instance instance = call.get(call.region().instances(), "InstanceId");
    List<String> ids = call.in().texts("GroupId");
    if (instance.nics().isEmpty()) {
      throw AwsException.badRequest(
          "IncorrectInstanceState",
          "The instance '%s' is not in a valid state for this operation.".formatted(instance.id()));
    }
    Nic first = instance.nics().getFirst();
    List<SecurityGroup> groups = Interfaces.groups(call.region(), ids, first.subnet());
    if (!ids.isEmpty()) {
      first.groups(groups);
    }
    call.in().child("SourceDestCheck").truth("Value").ifPresent(first::sourceDestCheck);
    return Operation.DONE;
  }
}
