package io.sluice.node.aws;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests to one service in one region by <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature
 * Version 4</a>, the body's hash included.
 */
final class AwsSigner {
  /** The HTTP client sets them itself, to what was signed. */
  private static final Set<String> CLIENTS_OWN = Set.of("host", "content-length");

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final String service;
  private final String region;
  private final Clock clock;

  /**
   * @param service its name in signatures, e.g. {@code s3}
   */
  AwsSigner(String service, String region, Clock clock) {
    this.service = service;
    this.region = region;
    this.clock = clock;
  }

  /** A request with these headers and this body, ready to be sent. */
  HttpRequest.Builder sign(
      String method,
      URI uri,
      Map<String, String> headers,
      Payload body,
      AwsCredentialsIdentity credentials) {
    SdkHttpRequest.Builder plain =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    headers.forEach(plain::putHeader);
    SdkHttpRequest unsigned = plain.build();
    // S3 alone signs the path as it is sent
    boolean s3 = service.equals("s3");
    SignedRequest signed =
        signer.sign(
            request ->
                request
                    .identity(credentials)
                    .request(unsigned)
                    .payload(body.content())
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !s3)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !s3)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    HttpRequest.Builder ready = HttpRequest.newBuilder(uri).method(method, body.publisher());
    signed
        .request()
        .forEachHeader(
            (name, values) -> {
              if (!CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> ready.header(name, value));
              }
            });
    return ready;
  }
}
