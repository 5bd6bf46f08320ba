package io.sluice.aws;

import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * What Elastic Load Balancing lists. It has no filter by tag and gives tags by a call of their own,
 * 20 ARNs each, so only what has a name that we would give is asked about.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html">
 *     DescribeTags</a>
 */
final class Balancing {
  /** Characters of a load balancer's or target group's name. */
  static final int LONGEST_NAME = 32;

  /** The logical id of the one load balancer, target group, listener and endpoint service. */
  static final String MIRROR = "mirror";

  private static final int TAGS_AT_ONCE = 20;
  private static final Pattern REVISION = Pattern.compile("-r([1-9][0-9]{0,8})$");

  private final Workspace at;

  Balancing(Workspace at) {
    this.at = at;
  }

  ElasticLoadBalancingV2Client client() {
    return at.clients().balancing();
  }

  /** Every load balancer of the region. */
  List<LoadBalancer> loadBalancers() {
    return at.lists()
        .all(
            "load balancers",
            () -> client().describeLoadBalancersPaginator().loadBalancers().stream());
  }

  /** Every target group of the region. */
  List<TargetGroup> targetGroups() {
    return at.lists()
        .all(
            "target groups",
            () -> client().describeTargetGroupsPaginator().targetGroups().stream());
  }

  /** Load balancers that carry our ownership. */
  List<LoadBalancer> ownLoadBalancers() {
    Map<String, Map<String, String>> tags = loadBalancerTags();
    return loadBalancers().stream()
        .filter(one -> at.identity().owns(tags.get(one.loadBalancerArn())))
        .toList();
  }

  /** Tags by ARN, of what is named as we name load balancers. */
  Map<String, Map<String, String>> loadBalancerTags() {
    return at.lists()
        .one(
            "tags of load balancers",
            () ->
                tags(
                    loadBalancers().stream()
                        .filter(one -> isNamedLikeOurs(one.loadBalancerName()))
                        .map(LoadBalancer::loadBalancerArn)
                        .toList()));
  }

  /** Tags by ARN, of what is named as we name target groups. */
  Map<String, Map<String, String>> targetGroupTags() {
    return at.lists()
        .one(
            "tags of target groups",
            () ->
                tags(
                    targetGroups().stream()
                        .filter(one -> isNamedLikeOurs(one.targetGroupName()))
                        .map(TargetGroup::targetGroupArn)
                        .toList()));
  }

  /** Tags by ARN. */
  Map<String, Map<String, String>> tags(List<String> arns) {
    Map<String, Map<String, String>> tags = new HashMap<>();
    for (int i = 0; i < arns.size(); i += TAGS_AT_ONCE) {
      List<String> some = arns.subList(i, Math.min(arns.size(), i + TAGS_AT_ONCE));
      for (TagDescription one :
          client().describeTags(request -> request.resourceArns(some)).tagDescriptions()) {
        Map<String, String> has = new LinkedHashMap<>();
        one.tags().forEach(tag -> has.put(tag.key(), tag.value()));
        tags.put(one.resourceArn(), has);
      }
    }
    return tags;
  }

  /** For a create call. */
  static List<Tag> list(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * What already has the name that a create call would give. AWS answers a second create with the
   * same settings with the thing that is there, whoever made it, so this is asked first.
   *
   * @return its ARN, or null where the name is free
   * @throws ProblemException {@code plan.foreign} where it is not ours
   */
  <T, R extends Resource> @Nullable String standing(
      AwsKind<R> kind,
      Wanted<R> wanted,
      List<T> all,
      Function<T, String> name,
      Function<T, String> arn,
      Map<String, Map<String, String>> tags) {
    String ours = kind.resourceName(wanted);
    for (T one : all) {
      if (name.apply(one).equals(ours)) {
        if (at.identity().owns(tags.get(arn.apply(one)))) {
          return arn.apply(one);
        }
        throw new ProblemException(kind.foreign(ours, arn.apply(one)));
      }
    }
    return null;
  }

  private boolean isNamedLikeOurs(String name) {
    Matcher revision = REVISION.matcher(name);
    int number = revision.find() ? Integer.parseInt(revision.group(1)) : 1;
    return name.equals(at.name(MIRROR, number, LONGEST_NAME));
  }
}
