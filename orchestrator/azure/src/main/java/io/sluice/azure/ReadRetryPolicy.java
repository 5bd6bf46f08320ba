package io.sluice.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryPolicy;
import reactor.core.publisher.Mono;

/**
 * The SDK's retry (three times, 0.8 s to 8 s, Retry-After honoured) for reads and polls only. What
 * changes the cloud is tried again by the engine, which knows what a failure means.
 */
final class ReadRetryPolicy implements HttpPipelinePolicy {
  private final RetryPolicy reads = new RetryPolicy();

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
    return read(call) ? reads.process(call, next) : next.process();
  }

  @Override
  public HttpResponse processSync(HttpPipelineCallContext call, HttpPipelineNextSyncPolicy next) {
    return read(call) ? reads.processSync(call, next) : next.processSync();
  }

  private static boolean read(HttpPipelineCallContext call) {
    HttpMethod method = call.getHttpRequest().getHttpMethod();
    return method == HttpMethod.GET || method == HttpMethod.HEAD;
  }
}
