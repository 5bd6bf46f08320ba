package io.sluice.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.sluice.engine.problem.ProblemException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The bucket and what is laid into it. */
class MailboxTest {
  @RegisterExtension
  static WireMockExtension aws =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Canned cloud;
  private Workspace at;
  private String bucket;

  @BeforeEach
  void open() {
    cloud = new Canned(aws);
    at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
    bucket = "/" + at.mailbox().bucket();
    cloud.object("PUT", bucket + ".*", aResponse().withStatus(200));
  }

  private void tagged(String blueprint) {
    cloud.object(
        "GET",
        bucket + "\\?tagging",
        Canned.xml(
            200,
            "<Tagging>"
                + Canned.tags(blueprint, "mailbox", "TagSet", "Tag", "Key", "Value")
                + "</Tagging>"));
  }

  private void create() {
    new Bucket.Type(at).create(Canned.wanted("mailbox", Bucket.PRIVATE));
  }

  @Test
  void isMadePrivateAndTaggedInOneCall() {
    tagged("trading");
    create();
    LoggedRequest made = aws.findAll(putRequestedFor(urlPathEqualTo(bucket))).getFirst();
    assertThat(made.getBodyAsString())
        .contains("<LocationConstraint>eu-west-1</LocationConstraint>")
        .contains("<Key>sluice-blueprint</Key><Value>trading</Value>");
    assertThat(made.getHeader("x-amz-object-ownership")).isEqualTo("BucketOwnerEnforced");
    assertThat(
            aws.findAll(putRequestedFor(urlEqualTo(bucket + "?publicAccessBlock")))
                .getFirst()
                .getBodyAsString())
        .contains("<BlockPublicPolicy>true</BlockPublicPolicy>");
    aws.verify(0, putRequestedFor(urlEqualTo(bucket + "?tagging")));
  }

  @Test
  void isTaggedAgainWhereTheTagsWerePassedOver() {
    cloud.object(
        "GET", bucket + "\\?tagging", Canned.s3(404, "NoSuchTagSet", "There is no tag set"));
    create();
    aws.verify(1, putRequestedFor(urlEqualTo(bucket + "?tagging")));
  }

  @Test
  void oneOfOurNameThatIsSomebodyElsesIsNeverTakenOver() {
    tagged("another");
    cloud.object("PUT", bucket, Canned.s3(409, "BucketAlreadyOwnedByYou", "It is yours already."));
    assertThatThrownBy(this::create)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is there already and does not belong to blueprint `trading`");
  }

  @Test
  void isAskedForInOurOwnAccountOnly() {
    tagged("trading");
    assertThat(at.mailbox().stands()).isTrue();
    assertThat(
            aws.findAll(anyRequestedFor(urlEqualTo(bucket + "?tagging")))
                .getFirst()
                .getHeader("x-amz-expected-bucket-owner"))
        .isEqualTo(Fixtures.ACCOUNT);
  }

  @Test
  void isEmptiedOfVersionsAndHalfUploadsBeforeItGoes() {
    cloud.object(
        "GET",
        bucket + "\\?versions.*",
        Canned.xml(
            200,
            "<ListVersionsResult><IsTruncated>false</IsTruncated>"
                + "<Version><Key>status/i-1.json</Key><VersionId>v1</VersionId></Version>"
                + "<DeleteMarker><Key>old</Key><VersionId>v2</VersionId></DeleteMarker>"
                + "</ListVersionsResult>"));
    cloud.object(
        "GET",
        bucket + "\\?uploads.*",
        Canned.xml(
            200,
            "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>"
                + "<Upload><Key>lake/x</Key><UploadId>u1</UploadId></Upload>"
                + "</ListMultipartUploadsResult>"));
    cloud.object("POST", bucket + "\\?delete", Canned.xml(200, "<DeleteResult/>"));
    cloud.object("DELETE", bucket + ".*", aResponse().withStatus(204));
    new Bucket.Type(at)
        .delete(Canned.found(Bucket.TYPE, "mailbox", at.mailbox().arn(), Bucket.PRIVATE));
    assertThat(
            aws.findAll(postRequestedFor(urlEqualTo(bucket + "?delete")))
                .getFirst()
                .getBodyAsString())
        .contains("<Key>status/i-1.json</Key><VersionId>v1</VersionId>")
        .contains("<Key>old</Key><VersionId>v2</VersionId>");
    aws.verify(1, deleteRequestedFor(urlMatching(bucket + "/lake/x\\?uploadId=u1")));
    aws.verify(1, deleteRequestedFor(urlEqualTo(bucket)));
  }

  @Test
  void anUploadIsTakenOnlyWithTheHashThatTheBlueprintMeans() {
    String sha256 = at.bundle().sha256();
    new MailboxObject.Type(at)
        .create(Canned.wanted("bundle", new MailboxObject(at.bundle().object(), sha256)));
    LoggedRequest put =
        aws.findAll(putRequestedFor(urlPathEqualTo(bucket + "/" + at.bundle().object())))
            .getFirst();
    assertThat(put.getHeader("x-amz-checksum-sha256"))
        .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)));
    assertThat(put.getHeader("x-amz-meta-sha256")).isEqualTo(sha256);
    assertThat(put.getBodyAsString()).contains("no appliance, but bytes");
  }

  @Test
  void theAddressIsAsTheSdkFormsItWithoutASlash() {
    assertThat(at.mailbox().url()).isEqualTo(aws.baseUrl() + bucket);
    Workspace real =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            AwsSession.aws("eu-west-1"),
            Fixtures.bundle(folder));
    assertThat(Mailbox.url(real.clients().s3(), "a-bucket"))
        .isEqualTo("https://a-bucket.s3.eu-west-1.amazonaws.com");
    assertThat(real.autoScalingUrl()).isEqualTo("https://autoscaling.eu-west-1.amazonaws.com");
  }
}
