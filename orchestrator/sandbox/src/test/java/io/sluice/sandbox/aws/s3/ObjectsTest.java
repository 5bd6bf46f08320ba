package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.testing.AwsRoom;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

class ObjectsTest extends S3Bench {
  @Test
  @DisplayName("what is put is read back, with all that was said of it")
  void roundTrip() {
    s3.putObject(
        b ->
            b.bucket(BUCKET)
                .key("config/appliance yaml+1.yaml")
                .contentType("application/yaml")
                .cacheControl("no-cache")
                .tagging("a=1&b=two%20words")
                .metadata(Map.of("sha256", "abc")),
        RequestBody.fromString("listen: 4789\n"));

    var read = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("config/appliance yaml+1.yaml"));
    assertThat(read.asUtf8String()).isEqualTo("listen: 4789\n");
    assertThat(read.response().contentType()).isEqualTo("application/yaml");
    assertThat(read.response().cacheControl()).isEqualTo("no-cache");
    assertThat(read.response().contentEncoding()).isNull();
    assertThat(read.response().metadata()).containsEntry("sha256", "abc");
    assertThat(read.response().tagCount()).isEqualTo(2);
    assertThat(read.response().eTag()).isEqualTo("\"" + md5("listen: 4789\n") + "\"");
    var head = s3.headObject(b -> b.bucket(BUCKET).key("config/appliance yaml+1.yaml"));
    assertThat(head.contentLength()).isEqualTo(13);
    assertThat(head.eTag()).isEqualTo(read.response().eTag());
    assertThat(
            s3.getObjectTagging(b -> b.bucket(BUCKET).key("config/appliance yaml+1.yaml")).tagSet())
        .contains(Tag.builder().key("b").value("two words").build());
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  @DisplayName("checksums that the SDK sends are judged, kept and answered")
  void checksums(ChecksumAlgorithm algorithm) {
    byte[] bytes = random(300_000);
    s3.putObject(
        b -> b.bucket(BUCKET).key("a").checksumAlgorithm(algorithm), RequestBody.fromBytes(bytes));

    // The SDK itself holds the body against the checksum that is answered
    var read =
        s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a").checksumMode(ChecksumMode.ENABLED));
    assertThat(read.asByteArray()).isEqualTo(bytes);
    assertThat(read.response().checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    assertThat(checksum(read.response(), algorithm)).isNotNull();
  }

  private static String checksum(GetObjectResponse response, ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> response.checksumCRC32();
      case CRC32_C -> response.checksumCRC32C();
      case SHA1 -> response.checksumSHA1();
      default -> response.checksumSHA256();
    };
  }

  @Test
  @DisplayName("a body that does not fit its checksum is refused and leaves nothing")
  void badDigest() throws Exception {
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("a").checksumCRC32("AAAAAA=="),
                RequestBody.fromString("x")),
        400,
        "BadDigest");
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("a").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                RequestBody.fromString("x")),
        400,
        "BadDigest");
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("a").contentMD5("short"), RequestBody.fromString("x")),
        400,
        "InvalidDigest");
    assertThat(files()).isEmpty();
    refused(() -> get("a"), 404, "NoSuchKey");
  }

  @Test
  @DisplayName("35 MB go up and down, in chunks and in one piece")
  void large() throws Exception {
    byte[] bytes = random(35 << 20);
    s3.putObject(b -> b.bucket(BUCKET).key("bundle"), RequestBody.fromBytes(bytes));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("bundle")).asByteArray())
        .isEqualTo(bytes);
    try (S3Client plain =
        room.s3Builder("eu-west-1", AwsRoom.OUTSIDE)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .build()) {
      plain.putObject(b -> b.bucket(BUCKET).key("bundle"), RequestBody.fromBytes(bytes));
      assertThat(plain.headObject(b -> b.bucket(BUCKET).key("bundle")).contentLength())
          .isEqualTo(bytes.length);
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  @DisplayName("parts of an object are read by their range")
  void ranges() {
    put("a", "0123456789");

    assertThat(range("bytes=2-4")).isEqualTo("234");
    assertThat(range("bytes=7-")).isEqualTo("789");
    assertThat(range("bytes=-3")).isEqualTo("789");
    assertThat(range("bytes=8-99")).isEqualTo("89");
    refused(() -> range("bytes=10-"), 416, "InvalidRange");
    var part = s3.getObject(b -> b.bucket(BUCKET).key("a").range("bytes=2-4")).response();
    assertThat(part.contentRange()).isEqualTo("bytes 2-4/10");
    assertThat(part.contentLength()).isEqualTo(3);
  }

  private String range(String range) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a").range(range)).asUtf8String();
  }

  @Test
  @DisplayName("conditions keep a reader from reading twice and a writer from overwriting")
  void conditions() {
    String etag = s3.putObject(b -> b.bucket(BUCKET).key("a"), RequestBody.fromString("1")).eTag();

    assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a").ifNoneMatch(etag)))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("a").ifNoneMatch("*"), RequestBody.fromString("2")),
        412,
        "PreconditionFailed");
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("a").ifMatch("\"other\""), RequestBody.fromString("2")),
        412,
        "PreconditionFailed");
    refused(
        () ->
            s3.putObject(
                b -> b.bucket(BUCKET).key("new").ifMatch(etag), RequestBody.fromString("2")),
        404,
        "NoSuchKey");
    assertThat(get("a")).isEqualTo("1");

    s3.putObject(b -> b.bucket(BUCKET).key("a").ifMatch(etag), RequestBody.fromString("2"));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a").ifNoneMatch(etag)).asUtf8String())
        .isEqualTo("2");
  }

  @Test
  @DisplayName("an object is copied with what is said of it, or with other words")
  void copy() {
    s3.putObject(
        b -> b.bucket(BUCKET).key("dir/a b").contentType("text/x").metadata(Map.of("k", "v")),
        RequestBody.fromString("1"));

    s3.copyObject(
        b ->
            b.sourceBucket(BUCKET)
                .sourceKey("dir/a b")
                .destinationBucket(BUCKET)
                .destinationKey("same"));
    s3.copyObject(
        b ->
            b.sourceBucket(BUCKET)
                .sourceKey("dir/a b")
                .destinationBucket(BUCKET)
                .destinationKey("other")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("k", "w")));
    s3.deleteObject(b -> b.bucket(BUCKET).key("dir/a b"));

    assertThat(get("same")).isEqualTo("1");
    assertThat(s3.headObject(b -> b.bucket(BUCKET).key("same")).contentType()).isEqualTo("text/x");
    assertThat(s3.headObject(b -> b.bucket(BUCKET).key("other")).metadata())
        .containsEntry("k", "w");
    refused(
        () ->
            s3.copyObject(
                b ->
                    b.sourceBucket(BUCKET)
                        .sourceKey("same")
                        .destinationBucket(BUCKET)
                        .destinationKey("same")),
        400,
        "InvalidRequest");
  }

  @Test
  @DisplayName("lists come in pages, by prefix and by folder")
  void lists() {
    for (String key : List.of("a", "dir/1", "dir/2", "dir/sub/3", "e e", "é")) {
      put(key, key);
    }
    assertThat(s3.listObjectsV2Paginator(b -> b.bucket(BUCKET).maxKeys(2)).contents())
        .extracting(S3Object::key)
        .containsExactly("a", "dir/1", "dir/2", "dir/sub/3", "e e", "é");

    var top = s3.listObjectsV2(b -> b.bucket(BUCKET).delimiter("/"));
    assertThat(top.contents()).extracting(S3Object::key).containsExactly("a", "e e", "é");
    assertThat(top.commonPrefixes()).extracting("prefix").containsExactly("dir/");
    assertThat(top.keyCount()).isEqualTo(4);

    var second =
        s3.listObjectsV2(
            b ->
                b.bucket(BUCKET)
                    .delimiter("/")
                    .maxKeys(2)
                    .continuationToken(
                        s3.listObjectsV2(c -> c.bucket(BUCKET).delimiter("/").maxKeys(2))
                            .nextContinuationToken()));
    assertThat(second.contents()).extracting(S3Object::key).containsExactly("e e", "é");
    assertThat(second.isTruncated()).isFalse();

    var dir = s3.listObjectsV2(b -> b.bucket(BUCKET).prefix("dir/").startAfter("dir/1"));
    assertThat(dir.contents()).extracting(S3Object::key).containsExactly("dir/2", "dir/sub/3");
    var old = s3.listObjects(b -> b.bucket(BUCKET).marker("dir/2").maxKeys(1));
    assertThat(old.contents()).extracting(S3Object::key).containsExactly("dir/sub/3");
    assertThat(old.isTruncated()).isTrue();
    refused(
        () -> s3.listObjectsV2(b -> b.bucket(BUCKET).continuationToken("%%%")),
        400,
        "InvalidArgument");
  }

  @Test
  @DisplayName("many objects are deleted in one call; those that are not there count as deleted")
  void deleteMany() throws Exception {
    put("a", "1");
    put("b", "2");

    var answer =
        s3.deleteObjects(
            b ->
                b.bucket(BUCKET)
                    .delete(
                        d ->
                            d.objects(
                                Stream.of("a", "b", "c & d")
                                    .map(key -> ObjectIdentifier.builder().key(key).build())
                                    .toList())));

    assertThat(answer.deleted()).extracting("key").containsExactly("a", "b", "c & d");
    assertThat(answer.errors()).isEmpty();
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  @DisplayName("tags of an object are put, read and taken away")
  void tags() {
    put("a", "1");
    Tag tag = Tag.builder().key("k").value("v").build();
    s3.putObjectTagging(b -> b.bucket(BUCKET).key("a").tagging(t -> t.tagSet(tag)));
    assertThat(s3.getObjectTagging(b -> b.bucket(BUCKET).key("a")).tagSet()).containsExactly(tag);
    s3.deleteObjectTagging(b -> b.bucket(BUCKET).key("a"));
    assertThat(s3.getObjectTagging(b -> b.bucket(BUCKET).key("a")).tagSet()).isEmpty();
    refused(
        () ->
            s3.putObjectTagging(
                b ->
                    b.bucket(BUCKET)
                        .key("a")
                        .tagging(
                            t ->
                                t.tagSet(
                                    IntStream.range(0, 11)
                                        .mapToObj(i -> Tag.builder().key("k" + i).value("").build())
                                        .toList()))),
        400,
        "BadRequest");
  }

  @Test
  @DisplayName("errors are S3's XML; what the sandbox does not do it says")
  void errors() throws Exception {
    HttpResponse<String> missing = raw("GET", "/" + BUCKET + "/none", "");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("content-type")).hasValue("application/xml");
    assertThat(missing.body())
        .contains("<Error><Code>NoSuchKey</Code>", "<Key>none</Key>", "<RequestId>");
    HttpResponse<String> acl = raw("GET", "/" + BUCKET + "?acl", "");
    assertThat(acl.statusCode()).isEqualTo(501);
    HttpResponse<String> malformed = raw("PUT", "/" + BUCKET + "?tagging", "<Tagging><TagSet>");
    assertThat(malformed.body()).contains("<Code>MalformedXML</Code>");
    HttpResponse<String> entity =
        raw(
            "PUT",
            "/" + BUCKET + "?tagging",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><Tagging><TagSet><Tag>"
                + "<Key>&e;</Key><Value>v</Value></Tag></TagSet></Tagging>");
    assertThat(entity.body()).contains("<Code>MalformedXML</Code>");
    assertThat(raw("HEAD", "/" + BUCKET + "/none", "").body()).isEmpty();
    HttpResponse<String> method = raw("POST", "/" + BUCKET + "/a", "");
    assertThat(method.statusCode()).isEqualTo(501);
  }

  @Test
  @DisplayName("bucket.localhost is the bucket, and a path that cannot be decoded is refused")
  void hosts() throws Exception {
    put("a/b", "1");
    assertThat(line("GET /a/b HTTP/1.1\r\nHost: " + BUCKET + ".localhost:80"))
        .startsWith("HTTP/1.1 200");
    assertThat(line("GET /" + BUCKET + "/%zz HTTP/1.1\r\nHost: localhost"))
        .startsWith("HTTP/1.1 400");
  }

  /** The first line of the answer to a request whose head is written by hand. */
  private String line(String head) throws Exception {
    try (Socket socket = socket()) {
      String request = head + "\r\nConnection: close\r\nAuthorization: " + SIGNED + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.lines().findFirst().orElse("");
    }
  }
}
