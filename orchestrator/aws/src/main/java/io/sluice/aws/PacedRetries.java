package io.sluice.aws;

import java.time.Duration;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * The SDK's standard retries, with every attempt paced by a {@link Pacer}. For one client: each
 * service throttles for itself.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry
 *     behavior</a>
 */
final class PacedRetries implements RetryStrategy {
  // The SDK's pauses of a second and more would leave slots empty that the pacer has to give.
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final StandardRetryStrategy retries;
  private final Pacer pacer;

  PacedRetries() {
    this(
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(SHORTEST, LONGEST))
            .build(),
        new Pacer(System::nanoTime));
  }

  private PacedRetries(StandardRetryStrategy retries, Pacer pacer) {
    this.retries = retries;
    this.pacer = pacer;
  }

  @Override
  public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
    AcquireInitialTokenResponse response = retries.acquireInitialToken(request);
    return AcquireInitialTokenResponse.create(
        response.token(), longer(response.delay(), pacer.next()));
  }

  @Override
  public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
    if (request.failure() instanceof SdkServiceException e && e.isThrottlingException()) {
      pacer.throttled();
    }
    RefreshRetryTokenResponse response = retries.refreshRetryToken(request);
    return RefreshRetryTokenResponse.create(
        response.token(), longer(response.delay(), pacer.next()));
  }

  @Override
  public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
    pacer.succeeded();
    return retries.recordSuccess(request);
  }

  @Override
  public int maxAttempts() {
    return retries.maxAttempts();
  }

  @Override
  public Builder toBuilder() {
    return new Builder(retries.toBuilder(), pacer);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** What the SDK's clients change a strategy with. */
  static final class Builder implements RetryStrategy.Builder<Builder, PacedRetries> {
    private final StandardRetryStrategy.Builder retries;
    private final Pacer pacer;

    private Builder(StandardRetryStrategy.Builder retries, Pacer pacer) {
      this.retries = retries;
      this.pacer = pacer;
    }

    @Override
    public Builder retryOnException(Predicate<Throwable> predicate) {
      retries.retryOnException(predicate);
      return this;
    }

    @Override
    public Builder maxAttempts(int attempts) {
      retries.maxAttempts(attempts);
      return this;
    }

    @Override
    public Builder backoffStrategy(BackoffStrategy backoff) {
      retries.backoffStrategy(backoff);
      return this;
    }

    @Override
    public Builder throttlingBackoffStrategy(BackoffStrategy backoff) {
      retries.throttlingBackoffStrategy(backoff);
      return this;
    }

    @Override
    public Builder treatAsThrottling(Predicate<Throwable> predicate) {
      retries.treatAsThrottling(predicate);
      return this;
    }

    @Override
    public Builder useClientDefaults(boolean use) {
      retries.useClientDefaults(use);
      return this;
    }

    @Override
    public PacedRetries build() {
      return new PacedRetries(retries.build(), pacer);
    }
  }
}
