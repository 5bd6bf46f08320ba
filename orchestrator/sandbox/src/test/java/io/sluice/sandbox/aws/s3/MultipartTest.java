package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

class MultipartTest extends S3Bench {
  private static final int PART = 5 << 20;

  private String begin() {
    return s3.createMultipartUpload(
            b ->
                b.bucket(BUCKET)
                    .key("big")
                    .contentType("application/gzip")
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32))
        .uploadId();
  }

  private CompletedPart upload(String id, int number, byte[] bytes) {
    var answer =
        s3.uploadPart(
            b -> b.bucket(BUCKET).key("big").uploadId(id).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(answer.eTag())
        .checksumCRC32(answer.checksumCRC32())
        .build();
  }

  private void complete(String id, List<CompletedPart> parts) {
    s3.completeMultipartUpload(
        b -> b.bucket(BUCKET).key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  @Test
  @DisplayName("parts become one object when the upload is completed, and not before")
  void parts() throws Exception {
    byte[] bytes = random(2 * PART + 1000);
    String id = begin();
    List<CompletedPart> parts = new ArrayList<>();
    parts.add(upload(id, 1, random(10)));
    parts.set(0, upload(id, 1, Arrays.copyOfRange(bytes, 0, PART)));
    parts.add(upload(id, 2, Arrays.copyOfRange(bytes, PART, 2 * PART)));
    parts.add(upload(id, 7, Arrays.copyOfRange(bytes, 2 * PART, bytes.length)));

    assertThat(s3.listParts(b -> b.bucket(BUCKET).key("big").uploadId(id).maxParts(2)).parts())
        .extracting(Part::partNumber)
        .containsExactly(1, 2);
    assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET)).uploads())
        .extracting(MultipartUpload::uploadId)
        .containsExactly(id);
    refused(() -> s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("big")), 404, "NoSuchKey");

    complete(id, parts);

    var read =
        s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("big").checksumMode(ChecksumMode.ENABLED));
    assertThat(read.asByteArray()).isEqualTo(bytes);
    assertThat(read.response().eTag()).endsWith("-3\"");
    assertThat(read.response().contentType()).isEqualTo("application/gzip");
    assertThat(read.response().checksumType()).isEqualTo(ChecksumType.COMPOSITE);
    assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("big").partNumber(3)).asByteArray())
        .isEqualTo(Arrays.copyOfRange(bytes, 2 * PART, bytes.length));
    assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET)).uploads()).isEmpty();
    assertThat(files()).hasSize(1);
  }

  @Test
  @DisplayName("a checksum of the whole object is computed over the whole object")
  void fullObject() {
    byte[] bytes = random(PART + 10);
    String id =
        s3.createMultipartUpload(
                b ->
                    b.bucket(BUCKET)
                        .key("big")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.FULL_OBJECT))
            .uploadId();
    List<CompletedPart> parts =
        List.of(
            upload(id, 1, Arrays.copyOfRange(bytes, 0, PART)),
            upload(id, 2, Arrays.copyOfRange(bytes, PART, bytes.length)));
    complete(id, parts);

    s3.putObject(
        b -> b.bucket(BUCKET).key("same").checksumAlgorithm(ChecksumAlgorithm.CRC32),
        RequestBody.fromBytes(bytes));
    assertThat(
            s3.headObject(b -> b.bucket(BUCKET).key("big").checksumMode("ENABLED")).checksumCRC32())
        .isEqualTo(
            s3.headObject(b -> b.bucket(BUCKET).key("same").checksumMode("ENABLED"))
                .checksumCRC32());
  }

  @Test
  @DisplayName("parts that are too small, out of order or unknown are refused")
  void refusals() {
    String id = begin();
    CompletedPart first = upload(id, 1, random(10));
    CompletedPart second = upload(id, 2, random(20));

    refused(() -> complete(id, List.of(first, second)), 400, "EntityTooSmall");
    refused(() -> complete(id, List.of(second, first)), 400, "InvalidPartOrder");
    refused(
        () -> complete(id, List.of(first.toBuilder().eTag("\"other\"").build())),
        400,
        "InvalidPart");
    refused(() -> complete("other", List.of(first)), 404, "NoSuchUpload");
    complete(id, List.of(second));
    refused(() -> complete(id, List.of(second)), 404, "NoSuchUpload");
  }

  @Test
  @DisplayName("an upload that is given up leaves nothing")
  void abort() throws Exception {
    String id = begin();
    upload(id, 1, random(1000));
    s3.abortMultipartUpload(b -> b.bucket(BUCKET).key("big").uploadId(id));

    refused(() -> upload(id, 2, random(10)), 404, "NoSuchUpload");
    assertThat(files()).isEmpty();
    s3.deleteBucket(b -> b.bucket(BUCKET));
  }

  @Test
  @DisplayName("parts are copied from another object")
  void copiedParts() throws Exception {
    byte[] bytes = random(PART + 500);
    s3.putObject(b -> b.bucket(BUCKET).key("source"), RequestBody.fromBytes(bytes));
    String id = begin();
    List<CompletedPart> parts = new ArrayList<>();
    for (String range : List.of("0-" + (PART - 1), PART + "-" + (bytes.length - 1))) {
      int number = parts.size() + 1;
      var answer =
          s3.uploadPartCopy(
              b ->
                  b.sourceBucket(BUCKET)
                      .sourceKey("source")
                      .destinationBucket(BUCKET)
                      .destinationKey("big")
                      .uploadId(id)
                      .partNumber(number)
                      .copySourceRange("bytes=" + range));
      parts.add(
          CompletedPart.builder().partNumber(number).eTag(answer.copyPartResult().eTag()).build());
    }
    complete(id, parts);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (var stream = s3.getObject(b -> b.bucket(BUCKET).key("big"))) {
      stream.transferTo(whole);
    }
    assertThat(whole.toByteArray()).isEqualTo(bytes);
  }
}
