package io.sluice.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.provider.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects of the bucket: how they are asked for, and what S3's answers mean. */
class BucketObjectsTest {
  private static final String NAME = "search/requests.json";

  @RegisterExtension
  static WireMockExtension aws =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Canned cloud;
  private String bucket;
  private String object;
  private Objects objects;

  @BeforeEach
  void open() {
    cloud = new Canned(aws);
    Workspace at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
    bucket = "/" + at.mailbox().bucket();
    object = bucket + "/" + NAME;
    objects = new BucketObjects(at);
    cloud.object(
        "GET",
        bucket + "\\?tagging",
        Canned.xml(
            200,
            "<Tagging>"
                + Canned.tags("trading", "mailbox", "TagSet", "Tag", "Key", "Value")
                + "</Tagging>"));
  }

  private void answer(String method, ResponseDefinitionBuilder response) {
    cloud.object(method, object + ".*", response);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("an object comes with its version, and only where that is another than the known")
  void read() {
    answer("GET", aResponse().withHeader("ETag", "\"e1\"").withBody("{}"));
    assertThat(objects.get(NAME, null))
        .isInstanceOfSatisfying(
            Objects.Content.class,
            content -> {
              assertThat(content.bytes()).isEqualTo(bytes("{}"));
              assertThat(content.etag()).isEqualTo("\"e1\"");
            });
    aws.verify(
        getRequestedFor(urlPathEqualTo(object))
            .withHeader("If-None-Match", absent())
            .withHeader("x-amz-expected-bucket-owner", equalTo(Fixtures.ACCOUNT)));

    answer("GET", aResponse().withStatus(304));
    assertThat(objects.get(NAME, "\"e1\"")).isEqualTo(new Objects.Same());
    aws.verify(
        getRequestedFor(urlPathEqualTo(object)).withHeader("If-None-Match", equalTo("\"e1\"")));
  }

  @ParameterizedTest
  @CsvSource({"NoSuchKey", "NoSuchBucket"})
  @DisplayName("what is not there is absent, the bucket too")
  void absence(String code) {
    answer("GET", Canned.s3(404, code, "It does not exist."));
    answer("DELETE", Canned.s3(404, code, "It does not exist."));
    assertThat(objects.get(NAME, null)).isEqualTo(new Objects.Absent());
    assertThat(objects.range(NAME, 0, 1)).isEmpty();
    objects.delete(NAME);
  }

  @Test
  @DisplayName("bytes are read by range; past the end there are none")
  void range() {
    answer(
        "GET",
        aResponse().withStatus(206).withHeader("Content-Range", "bytes 2-4/9").withBody("cde"));
    assertThat(objects.range(NAME, 2, 3)).hasValue(bytes("cde"));
    aws.verify(getRequestedFor(urlPathEqualTo(object)).withHeader("Range", equalTo("bytes=2-4")));

    answer("GET", Canned.s3(416, "InvalidRange", "The requested range is not satisfiable"));
    assertThat(objects.range(NAME, 9, 3)).hasValue(new byte[0]);
  }

  @Test
  @DisplayName("a write says which version it replaces")
  void write() {
    answer("PUT", aResponse().withHeader("ETag", "\"e2\""));
    assertThat(objects.put(NAME, bytes("{}"), "\"e1\"")).hasValue("\"e2\"");
    aws.verify(
        putRequestedFor(urlPathEqualTo(object))
            .withHeader("If-Match", equalTo("\"e1\""))
            .withHeader("If-None-Match", absent())
            .withHeader("x-amz-expected-bucket-owner", equalTo(Fixtures.ACCOUNT)));
    objects.put(NAME, bytes("{}"), null);
    aws.verify(
        putRequestedFor(urlPathEqualTo(object))
            .withHeader("If-None-Match", equalTo("*"))
            .withHeader("If-Match", absent()));
  }

  @ParameterizedTest
  @CsvSource({"412, PreconditionFailed", "404, NoSuchKey", "409, ConditionalRequestConflict"})
  @DisplayName("a write tells where another was quicker")
  void quicker(int status, String code) {
    answer("PUT", Canned.s3(status, code, "No."));
    assertThat(objects.put(NAME, bytes("{}"), "\"e1\"")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, DENIED",
    "404, NoSuchBucket, NOT_YET",
    "403, ExpiredToken, UNAUTHENTICATED"
  })
  @DisplayName("what is no answer to that question is a failure of its class")
  void failures(int status, String code, Failure.Type type) {
    answer("PUT", Canned.s3(status, code, "No."));
    Throwable thrown = catchThrowable(() -> objects.put(NAME, bytes("{}"), "\"e1\""));
    assertThat(AwsErrors.classify(thrown).type()).isEqualTo(type);
  }

  @Test
  @DisplayName("an object is deleted in our own bucket only")
  void delete() {
    answer("DELETE", aResponse().withStatus(204));
    objects.delete(NAME);
    aws.verify(
        deleteRequestedFor(urlPathEqualTo(object))
            .withHeader("x-amz-expected-bucket-owner", equalTo(Fixtures.ACCOUNT)));
  }

  private void page(String query, String key, String next) {
    cloud.object(
        "GET",
        bucket + "\\?" + query,
        Canned.xml(
            200,
            """
            <ListBucketResult><IsTruncated>%s</IsTruncated>%s<Contents><Key>%s</Key>\
            <LastModified>2026-11-22T10:00:00.000Z</LastModified><Size>100</Size></Contents>\
            </ListBucketResult>
            """
                .formatted(
                    !next.isEmpty(),
                    next.isEmpty()
                        ? ""
                        : "<NextContinuationToken>" + next + "</NextContinuationToken>",
                    key)));
  }

  @Test
  @DisplayName("a list's pages are read as they are come to")
  void pages() {
    page("list-type=2&prefix=capture%2F", "capture/0", "m1");
    page(".*continuation-token=m1.*", "capture/1", "");

    assertThat(objects.list("capture/").limit(1))
        .containsExactly(new Objects.Item("capture/0", 100, Instant.parse("2026-11-22T10:00:00Z")));
    aws.verify(0, getRequestedFor(urlMatching(".*continuation-token.*")));
    assertThat(objects.list("capture/").map(Objects.Item::name))
        .containsExactly("capture/0", "capture/1");
  }

  @Test
  @DisplayName("without a bucket of ours there is nothing to list")
  void nobodys() {
    cloud.object(
        "GET", bucket + "\\?tagging", Canned.s3(404, "NoSuchBucket", "It does not exist."));
    assertThat(objects.list("search/")).isEmpty();
    aws.verify(0, getRequestedFor(urlMatching(bucket + "\\?list-type.*")));
    aws.verify(0, putRequestedFor(anyUrl()));
  }
}
