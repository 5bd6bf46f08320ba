package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * What machines may do: with an inline policy, which goes with the role. IAM knows no regions, so
 * the region is in the name.
 *
 * @param trust who may take the role, a policy document
 * @param policy what it allows, a policy document
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html">
 *     CreateRole</a>
 */
public record Role(String trust, String policy) implements Resource {
  static final String TYPE = "AWS::IAM::Role";
  static final String ID = "machines";
  private static final String POLICY = "sluice";

  /**
   * Least privilege: read what the orchestrator lays into the mailbox and how far one's own answers
   * had come, write what must outlive a machine, say of one's own group that one has drained. What
   * was captured may be written and listed, but no machine reads or deletes it, and none can ask
   * the fleet for packets: {@code search/requests.json} has too few slashes to be written.
   */
  static Role machines(Workspace at, String group) {
    Mailbox mailbox = at.mailbox();
    String anyGroup =
        at.arn(
            "autoscaling",
            at.region(),
            at.account(),
            "autoScalingGroup:*:autoScalingGroupName/" + group);
    return new Role(
        Policies.allow(
            List.of(
                Map.of(
                    "Action",
                    "sts:AssumeRole",
                    "Principal",
                    Map.of("Service", "ec2.amazonaws.com")))),
        Policies.allow(
            List.of(
                Map.of(
                    "Action",
                    List.of("s3:GetObject"),
                    "Resource",
                    List.of(
                        mailbox.arn("bundle/*"),
                        mailbox.arn("config/*"),
                        mailbox.arn("search/requests.json"),
                        mailbox.arn("search/*/answer.json"))),
                Map.of(
                    "Action",
                    List.of("s3:PutObject"),
                    "Resource",
                    List.of(
                        mailbox.arn("status/*"),
                        mailbox.arn("capture/*"),
                        mailbox.arn("search/*/*"),
                        mailbox.arn("flows/*"),
                        mailbox.arn("lake/*"))),
                Map.of("Action", List.of("s3:ListBucket"), "Resource", List.of(mailbox.arn())),
                Map.of(
                    "Action",
                    List.of("autoscaling:CompleteLifecycleAction"),
                    "Resource",
                    List.of(anyGroup)))));
  }

  /** Tags as IAM has them. */
  static Map<String, String> tags(Collection<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  /** Tags as IAM takes them. */
  static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** Its kind. */
  static final class Type extends AwsKind<Role> {
    Type(Workspace at) {
      super(at, TYPE, "IAM role");
    }

    private IamClient iam() {
      return at.clients().iam();
    }

    @Override
    String resourceName(String logicalId, int revision) {
      return at.name(logicalId + "-" + at.region(), revision);
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.arn("iam", "", at.account(), "role/" + resourceName(logicalId, revision));
    }

    /** One role by its name: a list of roles has no tags. */
    @Override
    public Discovery<Role> discover() {
      software.amazon.awssdk.services.iam.model.Role role = get(resourceName(ID, 1));
      if (role == null) {
        return new Discovery<>(List.of(), Set.of());
      }
      Map<String, String> tags = tags(role.tags());
      return at.identity().owns(tags)
          ? new Discovery<>(List.of(found(role.arn(), tags, read(role), null)), Set.of())
          : new Discovery<>(List.of(), Set.of(role.arn()));
    }

    private software.amazon.awssdk.services.iam.model.@Nullable Role get(String named) {
      try {
        return iam().getRole(request -> request.roleName(named)).role();
      } catch (NoSuchEntityException e) {
        return null;
      }
    }

    private Role read(software.amazon.awssdk.services.iam.model.Role role) {
      String policy;
      try {
        policy =
            iam()
                .getRolePolicy(request -> request.roleName(role.roleName()).policyName(POLICY))
                .policyDocument();
      } catch (NoSuchEntityException e) {
        policy = "";
      }
      return new Role(Policies.read(role.assumeRolePolicyDocument()), Policies.read(policy));
    }

    @Override
    public String create(Wanted<Role> wanted) {
      String named = resourceName(wanted);
      try {
        iam()
            .createRole(
                request ->
                    request
                        .roleName(named)
                        .description("Appliances of Sluice blueprint " + at.blueprint().blueprint())
                        .assumeRolePolicyDocument(wanted.resource().trust())
                        .tags(tags(wanted.tags())));
      } catch (EntityAlreadyExistsException e) {
        var role = iam().getRole(request -> request.roleName(named)).role();
        requireOurs(tags(role.tags()), wanted, named, role.arn());
      }
      permit(named, wanted.resource());
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<Role> found, Wanted<Role> wanted) {
      String named = resourceName(wanted);
      iam()
          .updateAssumeRolePolicy(
              request -> request.roleName(named).policyDocument(wanted.resource().trust()));
      permit(named, wanted.resource());
    }

    private void permit(String named, Role wanted) {
      iam()
          .putRolePolicy(
              request ->
                  request.roleName(named).policyName(POLICY).policyDocument(wanted.policy()));
    }

    /** A role goes only without policies, those included that others have given it. */
    @Override
    public void delete(Found<Role> found) {
      String named = resourceName(found.key().logicalId(), found.revision());
      AwsErrors.gone(
          () -> {
            iam()
                .listRolePoliciesPaginator(request -> request.roleName(named))
                .policyNames()
                .forEach(
                    policy ->
                        iam()
                            .deleteRolePolicy(
                                request -> request.roleName(named).policyName(policy)));
            iam()
                .listAttachedRolePoliciesPaginator(request -> request.roleName(named))
                .attachedPolicies()
                .forEach(
                    policy ->
                        iam()
                            .detachRolePolicy(
                                request -> request.roleName(named).policyArn(policy.policyArn())));
            iam().deleteRole(request -> request.roleName(named));
          });
    }
  }
}
