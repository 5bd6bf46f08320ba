package io.sluice.sandbox.aws.testing;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.iam.Iam;
import io.sluice.sandbox.aws.iam.Signatures;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import io.sluice.sandbox.aws.imds.InstanceMetadata;
import io.sluice.sandbox.aws.s3.S3Service;
import io.sluice.sandbox.aws.sts.Sts;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.HttpServer;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;

/** S3, IAM, STS and the metadata service on a server of their own. */
public final class AwsRoom implements AutoCloseable {
  /** Somebody's own key, of which the sandbox knows nothing. */
  public static final AwsCredentials OUTSIDE = AwsBasicCredentials.create("AKIAOUTSIDE", "secret");

  public final FakeCompute compute = new FakeCompute();
  public final TemporaryKeys keys;
  public final Iam iam;
  private final Sts sts;
  private final S3Service s3;
  private final InstanceMetadata metadata;
  private final HttpServer server;

  public AwsRoom(Path folder) {
    this(folder, InstantSource.system());
  }

  public AwsRoom(Path folder, InstantSource clock) {
    Rooms rooms = new Rooms();
    keys = new TemporaryKeys(clock);
    iam = new Iam(keys);
    rooms.set(compute);
    rooms.set(iam);
    rooms.set(instance -> instance.equals("i-fleet") ? "InService" : "");
    sts = new Sts(keys, iam);
    s3 = new S3Service(folder.resolve("s3"), rooms, new Signatures(keys));
    metadata = new InstanceMetadata(rooms, iam, keys);
    server = new HttpServer(Tls.create().context(), this::handle);
  }

  private Response handle(Request request) {
    if (request.rawPath().startsWith("/imds/")) {
      return metadata.handle(request);
    }
    Caller caller = Caller.of(request).orElseThrow();
    return switch (caller.service()) {
      case "iam" -> iam.handle(request, caller);
      case "sts" -> sts.handle(request, caller);
      default -> s3.handle(request, caller);
    };
  }

  public URI http() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public int port() {
    return server.port();
  }

  public S3Client s3() {
    return s3("eu-west-1", OUTSIDE);
  }

  public S3Client s3(String region, AwsCredentials credentials) {
    return with(S3Client.builder(), region, credentials).forcePathStyle(true).build();
  }

  public S3ClientBuilder s3Builder(String region, AwsCredentials credentials) {
    return with(S3Client.builder(), region, credentials).forcePathStyle(true);
  }

  public IamClient iam() {
    return with(IamClient.builder(), "us-east-1", OUTSIDE).build();
  }

  public StsClient sts(AwsCredentials credentials) {
    return with(StsClient.builder(), "eu-west-1", credentials).build();
  }

  private <B extends AwsClientBuilder<B, ?>> B with(
      B builder, String region, AwsCredentials credentials) {
    if (builder
        instanceof software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<?, ?> b) {
      b.httpClient(UrlConnectionHttpClient.create());
    }
    return builder
        .endpointOverride(http())
        .region(Region.of(region))
        .credentialsProvider(StaticCredentialsProvider.create(credentials));
  }

  @Override
  public void close() {
    server.close();
  }
}
