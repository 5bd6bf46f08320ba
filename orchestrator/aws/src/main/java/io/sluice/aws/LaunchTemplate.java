package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateHttpTokensState;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/**
 * What each machine of the fleet is. A template of ours has one version and is replaced as a whole,
 * so that a group says by the template's id alone what its machines run.
 *
 * @param size the instance type
 * @param image Amazon Linux 2023 as it is when a machine starts, by its SSM parameter
 * @param profile the machines' identity
 * @param userDataSha256 of the cloud-config, which EC2 limits to 16 KB
 * @param httpTokens {@code required}: instance metadata by session token only (IMDSv2)
 * @param monitoring metrics each minute, which the scaling policy counts on
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html">
 *     CreateLaunchTemplate</a>
 */
public record LaunchTemplate(
    @Immutable(why = STAYS) @Traffic(ROLLS) String size,
    @Immutable(why = STAYS) @Traffic(ROLLS) String image,
    @Immutable(why = STAYS) @Traffic(ROLLS) Ref profile,
    @Immutable(why = STAYS) @Traffic(ROLLS) Ref securityGroup,
    @Immutable(why = STAYS) @Traffic(ROLLS) String userDataSha256,
    @Immutable(why = STAYS) @Traffic(ROLLS) String httpTokens,
    @Immutable(why = STAYS) @Traffic(ROLLS) boolean monitoring)
    implements Resource {
  static final String TYPE = "AWS::EC2::LaunchTemplate";
  static final String IMAGE =
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

  /** The only version there is. */
  static final String VERSION = "1";

  static final String ROLLS =
      "Machines are replaced in batches; new ones are healthy before old ones go.";
  static final String STAYS = "AWS never changes a version of a launch template";

  static LaunchTemplate of(Workspace at, Ref profile, Ref securityGroup) {
    return new LaunchTemplate(
        at.blueprint().appliances().size(),
        IMAGE,
        profile,
        securityGroup,
        Identity.hash(MachineBoot.userData(at)),
        LaunchTemplateHttpTokensState.REQUIRED.toString(),
        true);
  }

  /** Its kind. */
  static final class Type extends AwsKind<LaunchTemplate> {
    Type(Workspace at) {
      super(at, TYPE, "launch template");
    }

    @Override
    public Discovery<LaunchTemplate> discover() {
      return discovery(
          at.lists()
              .all(
                  "launch templates",
                  () ->
                      at
                          .clients()
                          .ec2()
                          .describeLaunchTemplatesPaginator()
                          .launchTemplates()
                          .stream()),
          software.amazon.awssdk.services.ec2.model.LaunchTemplate::launchTemplateId,
          template -> Tags.of(template.tags()),
          template -> read(template.launchTemplateId()),
          software.amazon.awssdk.services.ec2.model.LaunchTemplate::launchTemplateName,
          template -> null);
    }

    private LaunchTemplate read(String id) {
      return at
          .clients()
          .ec2()
          .describeLaunchTemplateVersions(request -> request.launchTemplateId(id).versions(VERSION))
          .launchTemplateVersions()
          .stream()
          .findFirst()
          .map(version -> read(version.launchTemplateData()))
          .orElseGet(() -> read(ResponseLaunchTemplateData.builder().build()));
    }

    private LaunchTemplate read(ResponseLaunchTemplateData data) {
      return new LaunchTemplate(
          data.instanceTypeAsString() == null ? "" : data.instanceTypeAsString(),
          Objects.requireNonNullElse(data.imageId(), ""),
          Ref.existing(profile(data)),
          Ref.existing(String.join(",", data.securityGroupIds())),
          userDataSha256(data.userData()),
          data.metadataOptions() == null
              ? "optional"
              : Objects.requireNonNullElse(data.metadataOptions().httpTokensAsString(), "optional"),
          data.monitoring() != null && Boolean.TRUE.equals(data.monitoring().enabled()));
    }

    private static String profile(ResponseLaunchTemplateData data) {
      return data.iamInstanceProfile() == null
          ? ""
          : Objects.requireNonNullElse(data.iamInstanceProfile().arn(), "");
    }

    private static String userDataSha256(@Nullable String base64) {
      return base64 == null ? "" : Identity.hash(Base64.getMimeDecoder().decode(base64));
    }

    @Override
    public String create(Wanted<LaunchTemplate> wanted) {
      Ec2Client ec2 = at.clients().ec2();
      String named = resourceName(wanted);
      try {
        return ec2.createLaunchTemplate(
                request ->
                    request
                        .launchTemplateName(named)
                        .clientToken(token(wanted))
                        .launchTemplateData(data(wanted))
                        .tagSpecifications(
                            Tags.create(ResourceType.LAUNCH_TEMPLATE, wanted.tags(), named)))
            .launchTemplate()
            .launchTemplateId();
      } catch (Ec2Exception e) {
        if (!AwsErrors.code(e).startsWith("InvalidLaunchTemplateName.AlreadyExists")) {
          throw e;
        }
        var standing =
            ec2.describeLaunchTemplates(request -> request.launchTemplateNames(named))
                .launchTemplates()
                .getFirst();
        Map<String, String> tags = Tags.of(standing.tags());
        requireOurs(tags, wanted, named, standing.launchTemplateId());
        return standing.launchTemplateId();
      }
    }

    private RequestLaunchTemplateData data(Wanted<LaunchTemplate> wanted) {
      LaunchTemplate resource = wanted.resource();
      String userData = MachineBoot.userData(at);
      return RequestLaunchTemplateData.builder()
          .instanceType(resource.size())
          .imageId(resource.image())
          .iamInstanceProfile(profile -> profile.arn(wanted.refs().id(resource.profile())))
          .securityGroupIds(List.of(wanted.refs().id(resource.securityGroup())))
          .userData(Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)))
          .metadataOptions(
              metadata ->
                  metadata
                      .httpTokens(resource.httpTokens())
                      .httpEndpoint("enabled")
                      .httpPutResponseHopLimit(1))
          .monitoring(monitoring -> monitoring.enabled(resource.monitoring()))
          .build();
    }

    @Override
    public void update(Found<LaunchTemplate> found, Wanted<LaunchTemplate> wanted) {
      throw new IllegalStateException("nothing of a launch template changes in place");
    }

    /** Machines that started from it go on without it. */
    @Override
    public void delete(Found<LaunchTemplate> found) {
      AwsErrors.gone(
          () ->
              at.clients()
                  .ec2()
                  .deleteLaunchTemplate(request -> request.launchTemplateId(found.id())));
    }
  }
}
