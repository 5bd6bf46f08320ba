package io.sluice.aws;

import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DuplicateListenerException;

/**
 * What a load balancer listens on: VXLAN (UDP 4789) of a network load balancer; a gateway load
 * balancer's one listener has neither protocol nor port (GW-1).
 *
 * <p>TM-10: taking the listener away stops mirroring without a word from AWS, so a plan looks for
 * it.
 *
 * @param protocol {@code UDP}, or null
 * @param port or null
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html">
 *     CreateListener</a>
 */
@Traffic("Mirrored packets are dropped while there is no listener (TM-10).")
public record Listener(
    @Immutable(why = "a listener stays at its load balancer") Ref loadBalancer,
    @Immutable(why = "another port is another listener") @Nullable String protocol,
    @Immutable(why = "another port is another listener") @Nullable Integer port,
    Ref targetGroup)
    implements Resource {
  static final String TYPE = "AWS::ElasticLoadBalancingV2::Listener";

  /** Its kind. */
  static final class Type extends AwsKind<Listener> {
    private final Balancing balancing;

    Type(Workspace at, Balancing balancing) {
      super(at, TYPE, "listener");
      this.balancing = balancing;
    }

    /** A list for each load balancer of ours: AWS has none for all. */
    @Override
    public Discovery<Listener> discover() {
      var all =
          balancing.ownLoadBalancers().stream()
              .flatMap(balancer -> listeners(balancer.loadBalancerArn()).stream())
              .toList();
      var tags = balancing.tags(all.stream().map(one -> one.listenerArn()).toList());
      return discovery(
          all,
          one -> one.listenerArn(),
          one -> tags.getOrDefault(one.listenerArn(), Map.of()),
          one ->
              new Listener(
                  Ref.existing(one.loadBalancerArn()),
                  isGateway(one) ? null : one.protocolAsString(),
                  isGateway(one) ? null : one.port(),
                  Ref.existing(targetGroup(one.defaultActions()))));
    }

    /** Of a gateway load balancer, whether or not the answer spells GENEVE and its port out. */
    private static boolean isGateway(
        software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener one) {
      String protocol = one.protocolAsString();
      return protocol == null || protocol.isEmpty() || protocol.equals("GENEVE");
    }

    private List<software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener> listeners(
        String balancer) {
      return balancing
          .client()
          .describeListenersPaginator(request -> request.loadBalancerArn(balancer))
          .listeners()
          .stream()
          .toList();
    }

    private static String targetGroup(List<Action> actions) {
      for (Action action : actions) {
        if (action.targetGroupArn() != null) {
          return action.targetGroupArn();
        }
        if (action.forwardConfig() != null && action.forwardConfig().targetGroups().size() == 1) {
          return action.forwardConfig().targetGroups().getFirst().targetGroupArn();
        }
      }
      return "(several or none)";
    }

    @Override
    public String create(Wanted<Listener> wanted) {
      Listener listener = wanted.resource();
      String balancer = wanted.refs().id(listener.loadBalancer());
      try {
        return balancing
            .client()
            .createListener(
                request ->
                    request
                        .loadBalancerArn(balancer)
                        .protocol(listener.protocol())
                        .port(listener.port())
                        .defaultActions(forward(wanted))
                        .tags(Balancing.list(wanted.tags())))
            .listeners()
            .getFirst()
            .listenerArn();
      } catch (DuplicateListenerException e) {
        return standing(balancer, wanted, e);
      }
    }

    /** What an earlier try has made although its answer got lost. */
    private String standing(
        String balancer, Wanted<Listener> wanted, DuplicateListenerException refusal) {
      for (var one : listeners(balancer)) {
        Map<String, String> tags =
            balancing.tags(List.of(one.listenerArn())).getOrDefault(one.listenerArn(), Map.of());
        if (at.identity().owns(tags)
            && targetGroup(one.defaultActions())
                .equals(wanted.refs().id(wanted.resource().targetGroup()))) {
          return one.listenerArn();
        }
        if (!at.identity().owns(tags) && Objects.equals(one.port(), wanted.resource().port())) {
          throw new ProblemException(
              foreign(wanted.resource().protocol() + " " + one.port(), one.listenerArn()));
        }
      }
      throw refusal;
    }

    @Override
    public void update(Found<Listener> found, Wanted<Listener> wanted) {
      balancing
          .client()
          .modifyListener(
              request -> request.listenerArn(found.id()).defaultActions(forward(wanted)));
    }

    private static Action forward(Wanted<Listener> wanted) {
      return Action.builder()
          .type(ActionTypeEnum.FORWARD)
          .targetGroupArn(wanted.refs().id(wanted.resource().targetGroup()))
          .build();
    }

    @Override
    public void delete(Found<Listener> found) {
      AwsErrors.gone(
          () -> balancing.client().deleteListener(request -> request.listenerArn(found.id())));
    }
  }
}
