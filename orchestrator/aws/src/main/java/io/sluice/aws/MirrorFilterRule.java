package io.sluice.aws;

import io.sluice.engine.blueprint.PortRange;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilter;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilterRuleField;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorPortRange;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorPortRangeRequest;

/**
 * A rule of a mirror filter (TM-2: ten in a filter). Filter, direction and number are its name in
 * AWS; whatever rule stands in a filter of ours is ours.
 *
 * @param direction {@code ingress} or {@code egress}, seen from the mirrored interface
 * @param number 1 to 32766; of the rules of a direction that match, the lowest decides
 * @param action {@code accept} or {@code reject}
 * @param protocol IANA's number, or null for any
 * @param sourcePorts for TCP and UDP, or null for any
 * @param destinationPorts for TCP and UDP, or null for any
 * @param sourceCidr IPv4
 * @param destinationCidr IPv4
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorFilterRule.html">
 *     CreateTrafficMirrorFilterRule</a>
 */
@Traffic("What is mirrored changes at once, for every source.")
public record MirrorFilterRule(
    @Immutable(why = "a rule stays in its filter") Ref filter,
    String direction,
    int number,
    String action,
    @Nullable Integer protocol,
    @Nullable PortRange sourcePorts,
    @Nullable PortRange destinationPorts,
    String sourceCidr,
    String destinationCidr)
    implements Resource {
  static final String TYPE = "AWS::EC2::TrafficMirrorFilterRule";
  private static final String STANDS = "TrafficMirrorFilterRuleAlreadyExists";

  /** Its kind. */
  static final class Type extends AwsKind<MirrorFilterRule> {
    private final Mirroring mirroring;

    Type(Workspace at, Mirroring mirroring) {
      super(at, TYPE, "mirror rule");
      this.mirroring = mirroring;
    }

    @Override
    public Discovery<MirrorFilterRule> discover() {
      List<Found<MirrorFilterRule>> owned =
          mirroring.filters().stream()
              .filter(filter -> at.identity().owns(Tags.of(filter.tags())))
              .flatMap(this::rules)
              .toList();
      return new Discovery<>(owned, Set.of());
    }

    private Stream<Found<MirrorFilterRule>> rules(TrafficMirrorFilter filter) {
      return Stream.of(filter.ingressFilterRules(), filter.egressFilterRules())
          .flatMap(List::stream)
          .map(
              one -> {
                MirrorFilterRule rule =
                    new MirrorFilterRule(
                        Ref.existing(filter.trafficMirrorFilterId()),
                        one.trafficDirectionAsString(),
                        one.ruleNumber(),
                        one.ruleActionAsString(),
                        one.protocol() == null || one.protocol() == 0 ? null : one.protocol(),
                        ports(one.sourcePortRange()),
                        ports(one.destinationPortRange()),
                        one.sourceCidrBlock(),
                        one.destinationCidrBlock());
                String logicalId = FilterRules.id(rule.direction(), rule.number());
                Map<String, String> tags = at.identity().tags(logicalId, 1, null);
                return new Found<>(
                    new Key(TYPE, logicalId),
                    1,
                    one.trafficMirrorFilterRuleId(),
                    rule,
                    tags,
                    null,
                    null);
              });
    }

    private static @Nullable PortRange ports(@Nullable TrafficMirrorPortRange range) {
      return range == null || range.fromPort() == null
          ? null
          : new PortRange(range.fromPort(), range.toPort());
    }

    private static @Nullable TrafficMirrorPortRangeRequest ports(@Nullable PortRange range) {
      return range == null
          ? null
          : TrafficMirrorPortRangeRequest.builder()
              .fromPort(range.first())
              .toPort(range.last())
              .build();
    }

    @Override
    public String create(Wanted<MirrorFilterRule> wanted) {
      MirrorFilterRule rule = wanted.resource();
      String filter = wanted.refs().id(rule.filter());
      try {
        return mirroring
            .client()
            .createTrafficMirrorFilterRule(
                request ->
                    request
                        .trafficMirrorFilterId(filter)
                        .trafficDirection(rule.direction())
                        .ruleNumber(rule.number())
                        .ruleAction(rule.action())
                        .protocol(rule.protocol())
                        .sourcePortRange(ports(rule.sourcePorts()))
                        .destinationPortRange(ports(rule.destinationPorts()))
                        .sourceCidrBlock(rule.sourceCidr())
                        .destinationCidrBlock(rule.destinationCidr())
                        .clientToken(token(wanted))
                        .tagSpecifications(
                            Tags.create(
                                ResourceType.TRAFFIC_MIRROR_FILTER_RULE,
                                wanted.tags(),
                                resourceName(wanted))))
            .trafficMirrorFilterRule()
            .trafficMirrorFilterRuleId();
      } catch (AwsServiceException e) {
        if (!AwsErrors.code(e).equals(STANDS)) {
          throw e;
        }
        return standing(filter, wanted, e);
      }
    }

    /** What an earlier try has made although its answer got lost, or somebody put in our filter. */
    private String standing(
        String filter, Wanted<MirrorFilterRule> wanted, AwsServiceException refusal) {
      Found<MirrorFilterRule> found =
          mirroring
              .client()
              .describeTrafficMirrorFilters(request -> request.trafficMirrorFilterIds(filter))
              .trafficMirrorFilters()
              .stream()
              .flatMap(this::rules)
              .filter(one -> one.key().logicalId().equals(wanted.logicalId()))
              .findFirst()
              .orElseThrow(() -> refusal);
      update(found, wanted);
      return found.id();
    }

    @Override
    public void update(Found<MirrorFilterRule> found, Wanted<MirrorFilterRule> wanted) {
      MirrorFilterRule rule = wanted.resource();
      mirroring
          .client()
          .modifyTrafficMirrorFilterRule(
              request ->
                  request
                      .trafficMirrorFilterRuleId(found.id())
                      .trafficDirection(rule.direction())
                      .ruleNumber(rule.number())
                      .ruleAction(rule.action())
                      .protocol(rule.protocol())
                      .sourcePortRange(ports(rule.sourcePorts()))
                      .destinationPortRange(ports(rule.destinationPorts()))
                      .sourceCidrBlock(rule.sourceCidr())
                      .destinationCidrBlock(rule.destinationCidr())
                      .removeFields(dropped(found.resource(), rule)));
    }

    /** What a rule no longer says has to be taken away by name; null where nothing has. */
    private static @Nullable List<TrafficMirrorFilterRuleField> dropped(
        MirrorFilterRule before, MirrorFilterRule after) {
      List<TrafficMirrorFilterRuleField> fields = new ArrayList<>();
      if (before.protocol() != null && after.protocol() == null) {
        fields.add(TrafficMirrorFilterRuleField.PROTOCOL);
      }
      if (before.sourcePorts() != null && after.sourcePorts() == null) {
        fields.add(TrafficMirrorFilterRuleField.SOURCE_PORT_RANGE);
      }
      if (before.destinationPorts() != null && after.destinationPorts() == null) {
        fields.add(TrafficMirrorFilterRuleField.DESTINATION_PORT_RANGE);
      }
      return fields.isEmpty() ? null : fields;
    }

    @Override
    public void delete(Found<MirrorFilterRule> found) {
      AwsErrors.gone(
          () ->
              mirroring
                  .client()
                  .deleteTrafficMirrorFilterRule(
                      request -> request.trafficMirrorFilterRuleId(found.id())));
    }
  }
}
