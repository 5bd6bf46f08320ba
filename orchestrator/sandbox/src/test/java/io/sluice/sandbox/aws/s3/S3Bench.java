package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.testing.AwsRoom;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3 with one bucket, and the SDK's client for it. */
abstract class S3Bench {
  static final String BUCKET = "mailbox-1";

  /** A signature of a key that is somebody's own. */
  static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKIAX/20260101/eu-west-1/s3/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  @TempDir private Path folder;
  AwsRoom room;
  S3Client s3;

  @BeforeEach
  void open() {
    room = new AwsRoom(folder);
    s3 = room.s3();
    s3.createBucket(
        b -> b.bucket(BUCKET).createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
  }

  @AfterEach
  void close() {
    s3.close();
    room.close();
  }

  void put(String key, String text) {
    s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  String get(String key) {
    return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
  }

  static void refused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  /** What lies on the disk. */
  List<Path> files() throws Exception {
    try (Stream<Path> walk = Files.walk(folder.resolve("s3"))) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  Socket socket() throws Exception {
    return new Socket(InetAddress.getLoopbackAddress(), room.port());
  }

  /** A request as it is written here, headers by pairs. */
  HttpResponse<String> raw(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(room.http() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", SIGNED)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
