package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Listeners: made, shown, changed and deleted. */
final class ListenerActions {
  private static final String GENEVE = "GENEVE";
  private static final int GENEVE_PORT = 6081;

  /** What a listener's protocol can be forwarded as. */
  private static final Map<String, Set<String>> FORWARDED =
      Map.of(
          "TCP",
          Set.of("TCP", "TCP_UDP"),
          "UDP",
          Set.of("UDP", "TCP_UDP"),
          "TCP_UDP",
          Set.of("TCP_UDP"),
          GENEVE,
          Set.of(GENEVE));

  private final State state;

  ListenerActions(State state) {
    this.state = state;
  }

  Map<String, Action> actions() {
    return Map.of(
        "CreateListener", state.changing(this::create),
        "DescribeListeners", this::describe,
        "DeleteListener", state.changing(this::delete),
        "ModifyListener", state.changing(this::modify),
        "DescribeListenerAttributes", this::describeAttributes,
        "ModifyListenerAttributes", state.changing(this::modifyAttributes));
  }

  private void create(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    LoadBalancer balancer = all.balancer(Check.required(in, "LoadBalancerArn"));
    Map<String, String> tags = Tags.of(in);
    Listener.Settings settings =
        new Listener.Settings(protocol(balancer, in), port(balancer, in), forward(in));
    Optional<Listener> there = onPort(all, balancer, settings.port());
    if (there.isPresent() && there.get().settings().equals(settings)) {
      write(out, there.get());
      return;
    }
    check(all, balancer, settings, null);
    Limits.check(
        all.listenersOf(balancer).size(), Limits.LISTENERS, "TooManyListeners", "listeners");
    Listener made =
        new Listener(
            Arns.listener(balancer),
            balancer,
            settings,
            Attributes.ofListener(settings.protocol()),
            tags);
    all.listeners.put(made.arn(), made);
    write(out, made);
  }

  private static Optional<Listener> onPort(Inventory all, LoadBalancer balancer, int port) {
    return all.listenersOf(balancer).stream()
        .filter(each -> each.settings().port() == port)
        .findFirst();
  }

  private static String protocol(LoadBalancer balancer, Params in) {
    Optional<String> asked = in.text("Protocol");
    if (balancer.gateway()) {
      if (asked.isPresent() || in.has("Port")) {
        throw Check.invalid("You cannot specify a protocol or a port for a gateway load balancer");
      }
      return GENEVE;
    }
    String protocol = asked.orElseThrow(() -> Check.invalid("A protocol must be specified"));
    if (protocol.equals(GENEVE) || !FORWARDED.containsKey(protocol)) {
      throw AwsException.badRequest(
          "UnsupportedProtocol",
          "Protocol '%s' is not supported: only 'TCP', 'UDP' and 'TCP_UDP' are"
              .formatted(protocol));
    }
    return protocol;
  }

  private static int port(LoadBalancer balancer, Params in) {
    return balancer.gateway()
        ? GENEVE_PORT
        : Check.port(
            in.number("Port").orElseThrow(() -> Check.invalid("A port must be specified")));
  }

  private static String forward(Params in) {
    List<Params> actions = in.list("DefaultActions");
    if (actions.isEmpty()) {
      throw Check.invalid("'DefaultActions' must not be null");
    }
    if (actions.size() > 1) {
      throw AwsException.badRequest("TooManyActions", "Only one default action is allowed");
    }
    Params action = actions.getFirst();
    String type = Check.required(action, "Type");
    if (!type.equals("forward")) {
      throw AwsException.badRequest(
          "InvalidLoadBalancerAction",
          "Action type '%s' is not supported: it must be 'forward'".formatted(type));
    }
    List<Params> groups = action.child("ForwardConfig").list("TargetGroups");
    if (groups.size() > 1) {
      throw AwsException.badRequest(
          "TooManyActions", "Only one target group is allowed in an action");
    }
    return action
        .text("TargetGroupArn")
        .orElseGet(
            () ->
                groups.isEmpty()
                    ? Check.required(action, "TargetGroupArn")
                    : Check.required(groups.getFirst(), "TargetGroupArn"));
  }

  /** Refuses what can't stand. {@code self} is the listener that becomes it, if it is there. */
  private static void check(
      Inventory all, LoadBalancer balancer, Listener.Settings settings, @Nullable Listener self) {
    Group group = all.group(settings.targetGroup());
    if (onPort(all, balancer, settings.port()).filter(each -> each != self).isPresent()) {
      throw AwsException.badRequest(
          "DuplicateListener",
          "A listener already exists on this port for this load balancer '%s'"
              .formatted(balancer.arn()));
    }
    if (!FORWARDED
        .getOrDefault(settings.protocol(), Set.of())
        .contains(group.settings().protocol())) {
      throw AwsException.badRequest(
          "IncompatibleProtocols",
          "Protocol '%s' of target group '%s' is not compatible with the listener's '%s'"
              .formatted(group.settings().protocol(), group.arn(), settings.protocol()));
    }
    if (!group.settings().vpcId().equals(balancer.vpcId())) {
      throw Check.configuration(
          "The load balancer '%s' and the target group '%s' are not in the same VPC"
              .formatted(balancer.arn(), group.arn()));
    }
    if (all.balancerOf(group).filter(other -> other != balancer).isPresent()) {
      throw AwsException.badRequest(
          "TargetGroupAssociationLimit",
          "The following target groups cannot be associated with more than one load balancer: "
              + group.arn());
    }
  }

  private void describe(Caller caller, Params in, Xml out) {
    Inventory all = state.of(caller.region());
    List<String> arns = in.texts("ListenerArns");
    Optional<LoadBalancer> balancer = in.text("LoadBalancerArn").map(all::balancer);
    if (arns.isEmpty() == balancer.isEmpty()) {
      throw Check.invalid("You must specify either listener ARNs or a load balancer ARN");
    }
    arns.forEach(all::listener);
    List<Listener> chosen =
        Inventory.chosen(all.listeners.values(), arns).stream()
            .filter(each -> balancer.isEmpty() || each.balancer() == balancer.get())
            .toList();
    Pages.write(in, out, "Listeners", chosen, Tagged::arn, ListenerActions::writeOne);
  }

  private Listener named(Caller caller, Params in) {
    return state.of(caller.region()).listener(Check.required(in, "ListenerArn"));
  }

  private void delete(Caller caller, Params in, Xml out) {
    state.of(caller.region()).listeners.remove(named(caller, in).arn());
  }

  private void modify(Caller caller, Params in, Xml out) {
    Listener listener = named(caller, in);
    LoadBalancer balancer = listener.balancer();
    Listener.Settings before = listener.settings();
    Listener.Settings after =
        new Listener.Settings(
            in.has("Protocol") || balancer.gateway() ? protocol(balancer, in) : before.protocol(),
            in.has("Port") ? port(balancer, in) : before.port(),
            in.list("DefaultActions").isEmpty() ? before.targetGroup() : forward(in));
    check(state.of(caller.region()), balancer, after, listener);
    listener.settings(after);
    write(out, listener);
  }

  private void describeAttributes(Caller caller, Params in, Xml out) {
    Attributes.write(out, named(caller, in).attributes());
  }

  private void modifyAttributes(Caller caller, Params in, Xml out) {
    Listener listener = named(caller, in);
    listener.attributes(Attributes.modified(listener.attributes(), in));
    Attributes.write(out, listener.attributes());
  }

  private static void write(Xml out, Listener listener) {
    out.list("Listeners", "member", List.of(listener), ListenerActions::writeOne);
  }

  private static void writeOne(Xml xml, Listener listener) {
    Listener.Settings settings = listener.settings();
    xml.add("ListenerArn", listener.arn()).add("LoadBalancerArn", listener.balancer().arn());
    if (!listener.balancer().gateway()) {
      xml.add("Port", settings.port()).add("Protocol", settings.protocol());
    }
    xml.list(
        "DefaultActions",
        "member",
        List.of(settings.targetGroup()),
        (action, group) ->
            action
                .add("Type", "forward")
                .add("TargetGroupArn", group)
                .add(
                    "ForwardConfig",
                    forward ->
                        forward.list(
                            "TargetGroups",
                            "member",
                            List.of(group),
                            (tuple, arn) -> tuple.add("TargetGroupArn", arn))));
  }
}
