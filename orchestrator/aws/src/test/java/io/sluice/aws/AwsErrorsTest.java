package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Failure.Type;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.resource.Ref;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/** AWS's error shapes as they come over the wire, and what the engine and a person get to hear. */
class AwsErrorsTest {
  @RegisterExtension
  static WireMockExtension aws =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Canned cloud;
  private Workspace at;

  @BeforeEach
  void open() {
    cloud = new Canned(aws);
    at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
  }

  private String createSubnet() {
    Subnet subnet = new Subnet(Ref.existing(Fixtures.VPC), "10.90.1.0/24", "eu-west-1a");
    return new Subnet.Type(at).create(Canned.wanted("subnet-1", subnet));
  }

  private static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return AwsErrors.classify(catchThrowable(call));
  }

  private Failure refused(ResponseDefinitionBuilder response) {
    cloud.answer("CreateSubnet", response);
    return failure(this::createSubnet);
  }

  @ParameterizedTest
  @CsvSource({
    "503, RequestLimitExceeded, THROTTLED",
    "400, DependencyViolation, BUSY",
    "400, IncorrectState, BUSY",
    "400, TrafficMirrorFilterInUse, BUSY",
    "400, TrafficMirrorTargetInUseException, BUSY",
    "400, InvalidVpcID.NotFound, NOT_YET",
    "400, InvalidTrafficMirrorTargetId.NotFound, NOT_YET",
    "400, VpcLimitExceeded, QUOTA",
    "400, TrafficMirrorSessionsPerInterfaceLimitExceeded, QUOTA",
    "400, TrafficMirrorSourcesPerTargetLimitExceeded, QUOTA",
    "500, InsufficientInstanceCapacity, QUOTA",
    "403, UnauthorizedOperation, DENIED",
    "403, OptInRequired, DENIED",
    "403, AuthFailure, UNAUTHENTICATED",
    "400, RequestExpired, UNAUTHENTICATED",
    "403, InvalidClientTokenId, UNAUTHENTICATED",
    "500, InternalError, UNAVAILABLE",
    "400, InvalidParameterValue, INVALID",
    "400, InvalidSubnet.Conflict, INVALID",
    "412, DryRunOperation, CONFLICT"
  })
  void ec2CodesSayWhetherTryingAgainHelps(int status, String code, Type type) {
    Failure failure = refused(Canned.ec2(status, code, "What AWS says."));
    assertThat(failure.type()).isEqualTo(type);
    assertThat(failure.problem().code()).isEqualTo(code);
    assertThat(failure.problem().summary()).endsWith(".");
    assertThat(failure.problem().detail()).isEqualTo("What AWS says.");
    assertThat(failure.problem().hint()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "400, Throttling, THROTTLED",
    "400, ScalingActivityInProgress, BUSY",
    "400, ResourceContention, BUSY",
    "400, ResourceInUse, BUSY",
    "400, LimitExceeded, QUOTA",
    "403, AccessDenied, DENIED",
    "403, ExpiredToken, UNAUTHENTICATED",
    "403, SignatureDoesNotMatch, UNAUTHENTICATED",
    "500, InternalFailure, UNAVAILABLE",
    "400, ValidationError, INVALID"
  })
  void soDoThoseOfTheQueryServices(int status, String code, Type type) {
    cloud.answer("DescribeLifecycleHooks", Canned.query(status, code, "What AWS says."));
    Failure failure =
        failure(
            () ->
                at.clients()
                    .autoScaling()
                    .describeLifecycleHooks(request -> request.autoScalingGroupName("x")));
    assertThat(failure.type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "503, SlowDown, THROTTLED",
    "409, OperationAborted, BUSY",
    "409, BucketNotEmpty, BUSY",
    "404, NoSuchBucket, NOT_YET",
    "400, TooManyBuckets, QUOTA",
    "403, AccessDenied, DENIED",
    "400, ExpiredToken, UNAUTHENTICATED",
    "403, InvalidAccessKeyId, UNAUTHENTICATED",
    "403, RequestTimeTooSkewed, UNAUTHENTICATED",
    "400, RequestTimeout, UNAVAILABLE",
    "412, PreconditionFailed, CONFLICT",
    "400, InvalidBucketName, INVALID"
  })
  void andThoseOfS3(int status, String code, Type type) {
    cloud.everything(Canned.s3(status, code, "What AWS says."));
    Failure failure =
        failure(() -> at.clients().s3().deleteBucket(request -> request.bucket("b-of-ours")));
    assertThat(failure.type()).isEqualTo(type);
  }

  @Test
  void missingPermissionNamesTheActionAndTheResource() {
    Failure failure =
        refused(
            Canned.ec2(
                403,
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. User:"
                    + " arn:aws:iam::123456789012:user/ops is not authorized to perform:"
                    + " ec2:CreateSubnet on resource: arn:aws:ec2:eu-west-1:123456789012:subnet/*"
                    + " because no identity-based policy allows the ec2:CreateSubnet action."
                    + " Encoded authorization failure message: fGJ3kqPzxK0r-long-and-secret"));
    assertThat(failure.problem().summary())
        .isEqualTo(
            "You have no permission for `ec2:CreateSubnet` on"
                + " `arn:aws:ec2:eu-west-1:123456789012:subnet/*`.");
    assertThat(failure.problem().detail()).doesNotContain("long-and-secret");
  }

  @Test
  void aProfileThatEc2HasNotHeardOfIsWaitedFor() {
    Failure ec2 =
        refused(
            Canned.ec2(
                400,
                "InvalidParameterValue",
                "Value (trading-appliances-eu-west-1) for parameter iamInstanceProfile.name is"
                    + " invalid. Invalid IAM Instance Profile name"));
    assertThat(ec2.type()).isEqualTo(Type.NOT_YET);
  }

  @Test
  void aBadRequestIsToldInAwsOwnFirstSentence() {
    Failure failure =
        refused(
            Canned.ec2(
                400,
                "InvalidSubnet.Range",
                "The CIDR '10.90.1.0/24' is invalid. Something else follows."));
    assertThat(failure.problem().summary()).isEqualTo("The CIDR '10.90.1.0/24' is invalid.");
    assertThat(failure.problem().hint()).contains("InvalidSubnet.Range");
  }

  @Test
  void whatAwsAsksToWaitIsWaited() {
    Failure failure =
        refused(
            Canned.ec2(503, "Unavailable", "The server is overloaded.")
                .withHeader("Retry-After", "7"));
    assertThat(failure.type()).isEqualTo(Type.UNAVAILABLE);
    assertThat(failure.retryAfter()).hasSeconds(7);
  }

  @Test
  void anErrorWithoutABodyIsJudgedByItsStatus() {
    assertThat(refused(Canned.xml(403, "")).type()).isEqualTo(Type.DENIED);
    assertThat(refused(Canned.xml(400, "")).problem().summary())
        .isEqualTo("AWS refused the request, status 400.");
  }

  /** The JDK's HTTP client gives away no body of an answer with status 401. */
  @Test
  void a401SpeaksOfCredentialsWithoutItsCode() {
    Failure failure = refused(Canned.ec2(401, "AuthFailure", "AWS was not able to validate."));
    assertThat(failure.type()).isEqualTo(Type.UNAUTHENTICATED);
    assertThat(failure.problem().summary()).isEqualTo("AWS does not accept the credentials.");
  }

  @Test
  void aBrokenConnectionIsAnOutage() {
    cloud.answer(
        "CreateSubnet",
        com.github.tomakehurst.wiremock.client.WireMock.aResponse()
            .withFault(Fault.CONNECTION_RESET_BY_PEER));
    Failure failure = failure(this::createSubnet);
    assertThat(failure.type()).isEqualTo(Type.UNAVAILABLE);
    assertThat(failure.problem().code()).isEqualTo("aws.unreachable");
  }

  @Test
  void aRegionThatIsNoneIsSaid() {
    AwsSession nowhere =
        AwsSession.connect("eu-west-1", URI.create("http://ec2.eu-west-99.invalid"), "a", "b");
    Failure failure = failure(nowhere::account);
    assertThat(failure.type()).isEqualTo(Type.UNAVAILABLE);
    assertThat(failure.problem().detail()).contains("ec2.eu-west-99.invalid");
    assertThat(failure.problem().hint()).contains("region");
  }

  @Test
  void noCredentialsAtAllAreSaidWithWhatToDo() {
    Failure failure =
        failure(
            () ->
                AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create())
                    .resolveCredentials());
    assertThat(failure.type()).isEqualTo(Type.UNAUTHENTICATED);
    assertThat(failure.problem().code()).isEqualTo("aws.no-credentials");
    assertThat(failure.problem().hint()).contains("aws sso login").contains("AWS_PROFILE");
  }

  @Test
  void whatNobodyKnowsIsABugOfOurs() {
    assertThat(AwsErrors.classify(new IllegalStateException("x")).type()).isEqualTo(Type.BUG);
  }

  @Test
  void notFoundAfterOurOwnCreateIsWaitedOut() {
    cloud.answers(
        "CreateSubnet",
        Canned.ec2(400, "InvalidVpcID.NotFound", "The vpc ID does not exist"),
        Canned.xml(
            200,
            "<CreateSubnetResponse><subnet><subnetId>subnet-1</subnetId></subnet>"
                + "</CreateSubnetResponse>"));
    RetryPolicy retry = new RetryPolicy(AwsErrors::classify, (f, attempt, p) -> {}, pause -> {});
    assertThat(retry.call(this::createSubnet)).isEqualTo("subnet-1");
  }

  @Test
  void aLostAnswerMakesNoSecondSubnet() {
    cloud.answer(
        "DescribeSubnets",
        "<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-7</subnetId>"
            + Canned.tags("subnet-1")
            + "</item></subnetSet></DescribeSubnetsResponse>");
    assertThat(createSubnet()).isEqualTo("subnet-7");
    assertThat(cloud.sent("CreateSubnet")).isEmpty();
  }

  @Test
  void whatIsGoneAlreadyIsDeleted() {
    cloud.answer("DeleteSubnet", Canned.ec2(400, "InvalidSubnetID.NotFound", "It does not exist."));
    new Subnet.Type(at)
        .delete(
            Canned.found(
                Subnet.TYPE,
                "subnet-1",
                "subnet-7",
                new Subnet(Ref.existing(Fixtures.VPC), "10.90.1.0/24", "eu-west-1a")));
    assertThat(cloud.sent("DeleteSubnet")).hasSize(1);
  }

  private String createSecurityGroup() {
    return new SecurityGroup.Type(at)
        .create(
            Canned.wanted(
                "appliances", new SecurityGroup(Ref.existing(Fixtures.VPC), List.of(), List.of())));
  }

  private void duplicateOf(String blueprint) {
    cloud.answer(
        "CreateSecurityGroup",
        Canned.ec2(400, "InvalidGroup.Duplicate", "The security group already exists"));
    cloud.answer(
        "DescribeSecurityGroups",
        "<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-9</groupId>"
            + "<groupName>trading-appliances</groupName><vpcId>"
            + Fixtures.VPC
            + "</vpcId>"
            + Canned.tags(blueprint, "appliances", "tagSet", "item", "key", "value")
            + "</item></securityGroupInfo></DescribeSecurityGroupsResponse>");
  }

  @Test
  void aGroupThatWeMadeWithoutHearingOfItIsOurs() {
    duplicateOf("trading");
    assertThat(createSecurityGroup()).isEqualTo("sg-9");
  }

  @Test
  void aGroupOfOurNameThatIsSomebodyElsesIsNeverTakenOver() {
    duplicateOf("another");
    assertThatThrownBy(this::createSecurityGroup)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("`trading-appliances` is there already");
  }

  @Test
  void thePlanSaysSoBeforeAnythingIsMade() {
    duplicateOf("another");
    SecurityGroup.Type kind = new SecurityGroup.Type(at);
    assertThat(kind.discover().owned()).isEmpty();
    assertThat(kind.obstacle("appliances").summary())
        .isEqualTo(
            "A security group named `trading-appliances` is there already and does not belong to"
                + " blueprint `trading`.");
  }
}
