package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

class VersionsTest extends S3Bench {
  private void versioning(BucketVersioningStatus status) {
    s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(c -> c.status(status)));
  }

  private String put(String text) {
    return s3.putObject(b -> b.bucket(BUCKET).key("a"), RequestBody.fromString(text)).versionId();
  }

  private String version(String version) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a").versionId(version)).asUtf8String();
  }

  @Test
  @DisplayName("with versioning every put is a version, and a delete is a marker")
  void versions() {
    assertThat(put("0")).isNull();
    versioning(BucketVersioningStatus.ENABLED);
    String first = put("1");
    String second = put("2");

    assertThat(List.of(version("null"), version(first), version(second)))
        .containsExactly("0", "1", "2");
    assertThat(version(null)).isEqualTo("2");

    var deleted = s3.deleteObject(b -> b.bucket(BUCKET).key("a"));
    assertThat(deleted.deleteMarker()).isTrue();
    assertThatThrownBy(() -> version(null)).isInstanceOf(NoSuchKeyException.class);
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();
    assertThatThrownBy(() -> version(deleted.versionId()))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(405));
    assertThat(version(first)).isEqualTo("1");

    s3.deleteObject(b -> b.bucket(BUCKET).key("a").versionId(deleted.versionId()));
    assertThat(version(null)).isEqualTo("2");
    s3.deleteObject(b -> b.bucket(BUCKET).key("a").versionId(second));
    assertThat(version(null)).isEqualTo("1");
    assertThatThrownBy(() -> version(second))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchVersion"));
  }

  @Test
  @DisplayName("versions and markers are listed in pages, and the bucket goes when all are gone")
  void listAndEmpty() {
    versioning(BucketVersioningStatus.ENABLED);
    put("1");
    put("2");
    s3.putObject(b -> b.bucket(BUCKET).key("b"), RequestBody.fromString("3"));
    s3.deleteObject(b -> b.bucket(BUCKET).key("b"));

    List<ObjectVersion> versions = new ArrayList<>();
    List<ObjectIdentifier> all = new ArrayList<>();
    for (var page : s3.listObjectVersionsPaginator(b -> b.bucket(BUCKET).maxKeys(1))) {
      versions.addAll(page.versions());
      page.versions().forEach(v -> all.add(id(v.key(), v.versionId())));
      page.deleteMarkers().forEach(m -> all.add(id(m.key(), m.versionId())));
    }
    assertThat(versions).extracting(ObjectVersion::key).containsExactly("a", "a", "b");
    assertThat(versions).extracting(ObjectVersion::isLatest).containsExactly(true, false, false);
    assertThat(all).hasSize(4);

    assertThatThrownBy(() -> s3.deleteBucket(b -> b.bucket(BUCKET)))
        .hasMessageContaining("delete all versions");
    s3.deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(all)));
    s3.deleteBucket(b -> b.bucket(BUCKET));
  }

  private static ObjectIdentifier id(String key, String version) {
    return ObjectIdentifier.builder().key(key).versionId(version).build();
  }

  @Test
  @DisplayName("suspended, new puts replace the one without a version and keep the others")
  void suspended() {
    versioning(BucketVersioningStatus.ENABLED);
    String first = put("1");
    versioning(BucketVersioningStatus.SUSPENDED);
    assertThat(put("2")).isEqualTo("null");
    assertThat(put("3")).isEqualTo("null");

    assertThat(version("null")).isEqualTo("3");
    assertThat(version(first)).isEqualTo("1");
    assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET)).versions()).hasSize(2);
  }
}
