package io.sluice.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/**
 * How calls reach AWS: region, credentials, and where the APIs are. Nothing else in this module
 * knows whether AWS or something on loopback answers.
 *
 * <p>Calls are paced on our side ({@link PacedRetries}). What still fails after a few attempts goes
 * to the engine's policy.
 */
public final class AwsSession {
  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final @Nullable URI endpoint;
  private final Lazy<Account> account = new Lazy<>(this::whoAmI);

  private AwsSession(Region region, AwsCredentialsProvider credentials, @Nullable URI endpoint) {
    this.region = region;
    this.credentials = credentials;
    this.endpoint = endpoint;
  }

  /**
   * Whose credentials these are.
   *
   * @param id twelve digits
   * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
   */
  record Account(String id, String partition) {}

  /**
   * AWS, with whatever credentials the machine has: environment, profile, {@code aws sso login},
   * web identity, container or instance role. No call is made yet.
   *
   * @param region its code, e.g. {@code eu-west-1}
   */
  public static AwsSession aws(String region) {
    return new AwsSession(Region.of(region), DefaultCredentialsProvider.builder().build(), null);
  }

  /**
   * Something that speaks AWS's APIs, all at one address.
   *
   * @param endpoint may be plain http
   */
  public static AwsSession connect(
      String region, URI endpoint, String accessKey, String secretKey) {
    return new AwsSession(
        Region.of(region),
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)),
        endpoint);
  }

  Region region() {
    return region;
  }

  /** Where all the APIs are, or null where each has an address of AWS's own. */
  @Nullable URI endpoint() {
    return endpoint;
  }

  /** Asked of STS once; later answers cost no call. */
  Account account() {
    return account.get();
  }

  private Account whoAmI() {
    StsClientBuilder builder = StsClient.builder();
    try (StsClient sts = configure(builder, new ExecutionInterceptor() {}).build()) {
      return new Account(sts.getCallerIdentity().account(), region.metadata().partition().id());
    }
  }

  /** Gives a service client's builder what all of them share. */
  <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B configure(
      B builder, ExecutionInterceptor interceptor) {
    builder
        .region(region)
        .credentialsProvider(credentials)
        .httpClient(Http.client())
        .overrideConfiguration(
            override ->
                override.retryStrategy(new PacedRetries()).addExecutionInterceptor(interceptor));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder;
  }

  /** The one HTTP client of this module, built when first needed; it holds nothing to close. */
  private static final class Http {
    private static final SdkHttpClient CLIENT =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(10))
            .socketTimeout(Duration.ofSeconds(60))
            .build();

    private Http() {}

    static SdkHttpClient client() {
      return CLIENT;
    }
  }
}
