package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Fetches from a bucket as a machine does: credentials of its role from the instance metadata
 * service (version 2), then S3 under Signature Version 4.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html">
 *     Retrieve security credentials from instance metadata</a>
 */
final class S3Mailbox implements MailboxClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
  // the HTTP client sets these itself and refuses to be told
  private static final List<String> OWN_HEADERS = List.of("host", "content-length");

  private final HttpClient http = MailboxClient.http();
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  @Override
  public Map<String, String> environment(URI metadata) {
    return Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.toString());
  }

  @Override
  public void fetch(URI metadata, BootDocument boot, Path into)
      throws IOException, InterruptedException {
    AwsSessionCredentialsIdentity credentials = credentials(metadata);
    SdkHttpRequest request =
        signer
            .sign(
                sign ->
                    sign.identity(credentials)
                        .request(
                            SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(boot.bundle())
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, boot.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
            .request();
    HttpRequest.Builder get =
        HttpRequest.newBuilder(request.getUri()).timeout(Duration.ofMinutes(2));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> get.header(name, value));
              }
            });
    MailboxClient.check(http.send(get.build(), MailboxClient.whole(into)), boot);
  }

  private AwsSessionCredentialsIdentity credentials(URI metadata)
      throws IOException, InterruptedException {
    String token =
        ask(
            HttpRequest.newBuilder(URI.create(metadata + "/latest/api/token"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .header("X-aws-ec2-metadata-token-ttl-seconds", "300"));
    String role = get(metadata, token, ROLES).strip();
    JsonNode keys = JSON.readTree(get(metadata, token, ROLES + role));
    if (!keys.hasNonNull("AccessKeyId")) {
      throw new IOException("the metadata service gave no credentials: " + keys.path("Code"));
    }
    return AwsSessionCredentialsIdentity.create(
        keys.path("AccessKeyId").asText(),
        keys.path("SecretAccessKey").asText(),
        keys.path("Token").asText());
  }

  private String get(URI metadata, String token, String path)
      throws IOException, InterruptedException {
    return ask(
        HttpRequest.newBuilder(URI.create(metadata + path))
            .header("X-aws-ec2-metadata-token", token));
  }

  private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest asked = request.timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> response = http.send(asked, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "the metadata service answered %d for %s"
              .formatted(response.statusCode(), asked.uri().getPath()));
    }
    return response.body();
  }
}
