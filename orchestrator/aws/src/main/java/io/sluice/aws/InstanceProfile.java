package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * What hands a role to machines. EC2 learns of a new one seconds later than IAM: until then what
 * uses it is refused with {@code Invalid IAM Instance Profile}, and tried again.
 *
 * @param role one at most
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html">
 *     CreateInstanceProfile</a>
 */
public record InstanceProfile(@Nullable Ref role) implements Resource {
  static final String TYPE = "AWS::IAM::InstanceProfile";

  /** Its kind. */
  static final class Type extends AwsKind<InstanceProfile> {
    Type(Workspace at) {
      super(at, TYPE, "instance profile");
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
      return at.arn(
          "iam", "", at.account(), "instance-profile/" + resourceName(logicalId, revision));
    }

    /** One by its name: a list of them has no tags. */
    @Override
    public Discovery<InstanceProfile> discover() {
      var profile = get(resourceName(Topology.FLEET, 1));
      if (profile == null) {
        return new Discovery<>(List.of(), Set.of());
      }
      Map<String, String> tags = Role.tags(profile.tags());
      if (!at.identity().owns(tags)) {
        return new Discovery<>(List.of(), Set.of(profile.arn()));
      }
      Ref role = profile.roles().isEmpty() ? null : Ref.existing(profile.roles().getFirst().arn());
      return new Discovery<>(
          List.of(found(profile.arn(), tags, new InstanceProfile(role), null)), Set.of());
    }

    private software.amazon.awssdk.services.iam.model.@Nullable InstanceProfile get(String named) {
      try {
        return iam()
            .getInstanceProfile(request -> request.instanceProfileName(named))
            .instanceProfile();
      } catch (NoSuchEntityException e) {
        return null;
      }
    }

    @Override
    public String create(Wanted<InstanceProfile> wanted) {
      String named = resourceName(wanted);
      try {
        iam()
            .createInstanceProfile(
                request -> request.instanceProfileName(named).tags(Role.tags(wanted.tags())));
      } catch (EntityAlreadyExistsException e) {
        var profile =
            iam()
                .getInstanceProfile(request -> request.instanceProfileName(named))
                .instanceProfile();
        requireOurs(Role.tags(profile.tags()), wanted, named, profile.arn());
      }
      give(named, wanted);
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<InstanceProfile> found, Wanted<InstanceProfile> wanted) {
      give(resourceName(wanted), wanted);
    }

    private void give(String named, Wanted<InstanceProfile> wanted) {
      Ref role = wanted.resource().role();
      String arn = role == null ? "" : wanted.refs().id(role);
      boolean has = false;
      for (var held :
          iam()
              .getInstanceProfile(request -> request.instanceProfileName(named))
              .instanceProfile()
              .roles()) {
        if (held.arn().equals(arn)) {
          has = true;
        } else {
          take(named, held.roleName());
        }
      }
      if (!has && !arn.isEmpty()) {
        iam()
            .addRoleToInstanceProfile(
                request ->
                    request
                        .instanceProfileName(named)
                        .roleName(arn.substring(arn.lastIndexOf('/') + 1)));
      }
    }

    private void take(String named, String role) {
      iam()
          .removeRoleFromInstanceProfile(
              request -> request.instanceProfileName(named).roleName(role));
    }

    @Override
    public void delete(Found<InstanceProfile> found) {
      String named = resourceName(found.key().logicalId(), found.revision());
      AwsErrors.gone(
          () -> {
            iam()
                .getInstanceProfile(request -> request.instanceProfileName(named))
                .instanceProfile()
                .roles()
                .forEach(role -> take(named, role.roleName()));
            iam().deleteInstanceProfile(request -> request.instanceProfileName(named));
          });
    }
  }
}
