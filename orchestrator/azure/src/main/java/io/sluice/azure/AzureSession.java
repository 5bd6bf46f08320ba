package io.sluice.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.http.policy.ArmChallengeAuthenticationPolicy;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How calls reach Azure: signed pipelines for the control plane and for Blob, and where the control
 * plane is. Nothing else in this module knows whether Azure or something on loopback answers.
 */
public final class AzureSession {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final String STORAGE_SCOPE = "https://storage.azure.com/.default";

  private final HttpPipeline arm;
  private final HttpPipeline blob;
  private final String endpoint;
  private final Duration pollInterval;
  private final Supplier<String> token;
  private @Nullable Principal principal;

  private AzureSession(
      HttpPipelinePolicy armAuth,
      HttpPipelinePolicy blobAuth,
      String endpoint,
      Duration pollInterval,
      Supplier<String> token) {
    this.arm = pipeline(armAuth);
    this.blob = pipeline(blobAuth);
    this.endpoint = endpoint;
    this.pollInterval = pollInterval;
    this.token = token;
  }

  /**
   * The public cloud, with whatever credentials the machine has: environment, workload or managed
   * identity, {@code az login}, ... (see DefaultAzureCredential). No call is made yet.
   */
  public static AzureSession azure() {
    return connect(
        new DefaultAzureCredentialBuilder().httpClient(Http.client()).build(),
        AzureEnvironment.AZURE.getResourceManagerEndpoint());
  }

  /**
   * @param endpoint of the Resource Manager, https: a credential's tokens never leave over http
   */
  public static AzureSession connect(TokenCredential credential, String endpoint) {
    String scope = AzureEnvironment.AZURE.getManagementEndpoint() + "/.default";
    return new AzureSession(
        new ArmChallengeAuthenticationPolicy(credential, scope),
        new BearerTokenAuthenticationPolicy(credential, STORAGE_SCOPE),
        endpoint,
        POLL,
        () ->
            Objects.requireNonNull(
                    credential.getTokenSync(new TokenRequestContext().addScopes(scope)))
                .getToken());
  }

  /**
   * A cloud on loopback, which may speak plain http.
   *
   * @param endpoint of the Resource Manager
   * @param token a JWT whose {@code oid} claim is the principal
   * @param pollInterval of long-running operations, where the answer names none
   */
  public static AzureSession loopback(String endpoint, String token, Duration pollInterval) {
    HttpPipelinePolicy auth =
        new AddHeadersPolicy(
            new com.azure.core.http.HttpHeaders()
                .set(HttpHeaderName.AUTHORIZATION, "Bearer " + token));
    return new AzureSession(auth, auth, endpoint, pollInterval, () -> token);
  }

  /** Control plane. */
  HttpPipeline arm() {
    return arm;
  }

  /** Blob data plane. */
  HttpPipeline blob() {
    return blob;
  }

  /** Of the Resource Manager, without a slash at the end. */
  String endpoint() {
    return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
  }

  /** Between two polls of a long-running operation, where Azure sends no Retry-After. */
  Duration pollInterval() {
    return pollInterval;
  }

  /** Who we are. */
  synchronized Principal principal() {
    // Kept: some credentials start a process for every token.
    Principal known = principal;
    if (known == null) {
      known = Principal.of(token.get());
      principal = known;
    }
    return known;
  }

  private static HttpPipeline pipeline(HttpPipelinePolicy auth) {
    return new HttpPipelineBuilder()
        .httpClient(Http.client())
        .policies(
            new UserAgentPolicy("sluice"),
            new RequestIdPolicy(),
            new IfMatchPolicy(),
            new ReadRetryPolicy(),
            auth)
        .build();
  }
}
