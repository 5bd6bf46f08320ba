package io.sluice.aws;

import io.sluice.engine.mailbox.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket's objects. Each call says whose bucket it must be, so that what is written goes to no
 * stranger.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">
 *     Conditional writes</a>
 */
final class BucketObjects implements Objects {
  private static final int NOT_MODIFIED = 304;
  private static final int PAST_THE_END = 416;

  private final Workspace at;

  BucketObjects(Workspace at) {
    this.at = at;
  }

  private S3Client s3() {
    return at.clients().s3();
  }

  private GetObjectRequest.Builder object(String name) {
    return GetObjectRequest.builder()
        .bucket(at.mailbox().bucket())
        .expectedBucketOwner(at.account())
        .key(name);
  }

  private ResponseBytes<GetObjectResponse> read(GetObjectRequest.Builder request) {
    return s3().getObject(request.build(), ResponseTransformer.toBytes());
  }

  @Override
  public Read get(String name, @Nullable String known) {
    try {
      ResponseBytes<GetObjectResponse> response = read(object(name).ifNoneMatch(known));
      return new Content(response.asByteArray(), response.response().eTag());
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_MODIFIED) {
        return new Same();
      }
      if (AwsErrors.isAbsent(e)) {
        return new Absent();
      }
      throw e;
    }
  }

  @Override
  public Optional<byte[]> range(String name, long from, int length) {
    try {
      String range = "bytes=" + from + "-" + (from + length - 1);
      return Optional.of(read(object(name).range(range)).asByteArray());
    } catch (S3Exception e) {
      if (e.statusCode() == PAST_THE_END) {
        return Optional.of(new byte[0]);
      }
      if (AwsErrors.isAbsent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>S3 answers 412 where another version stands, 404 where what was seen is gone, and 409 where
   * two write at once.
   */
  @Override
  public Optional<String> put(String name, byte[] bytes, @Nullable String seen) {
    try {
      return Optional.of(
          s3().putObject(
                  request ->
                      request
                          .bucket(at.mailbox().bucket())
                          .expectedBucketOwner(at.account())
                          .key(name)
                          .ifMatch(seen)
                          .ifNoneMatch(seen == null ? "*" : null),
                  RequestBody.fromBytes(bytes))
              .eTag());
    } catch (S3Exception e) {
      return switch (AwsErrors.code(e)) {
        case "PreconditionFailed", "NoSuchKey", "ConditionalRequestConflict" -> Optional.empty();
        default -> throw e;
      };
    }
  }

  @Override
  public void delete(String name) {
    AwsErrors.gone(
        () ->
            s3().deleteObject(
                    request ->
                        request
                            .bucket(at.mailbox().bucket())
                            .expectedBucketOwner(at.account())
                            .key(name)));
  }

  @Override
  public Stream<Item> list(String prefix) {
    if (!at.mailbox().stands()) {
      return Stream.empty();
    }
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(at.mailbox().bucket())
            .expectedBucketOwner(at.account())
            .prefix(prefix)
            .build();
    return s3().listObjectsV2Paginator(request).contents().stream()
        .map(object -> new Item(object.key(), object.size(), object.lastModified()));
  }
}
