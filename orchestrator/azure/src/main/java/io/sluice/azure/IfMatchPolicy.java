package io.sluice.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Context;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends {@code If-Match} with a put whose context asks for it. The SDK's own way of adding headers
 * would add it to the polls of the operation too, and to the read of its result, whose ETag is
 * another by then.
 */
final class IfMatchPolicy implements HttpPipelinePolicy {
  private static final String KEY = "sluice-if-match";

  /** A context that makes a put fail with 412 unless the document still has the ETag. */
  static Context context(@Nullable String etag) {
    return etag == null ? Context.NONE : new Context(KEY, etag);
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
    add(call);
    return next.process();
  }

  @Override
  public HttpResponse processSync(HttpPipelineCallContext call, HttpPipelineNextSyncPolicy next) {
    add(call);
    return next.processSync();
  }

  private static void add(HttpPipelineCallContext call) {
    if (call.getHttpRequest().getHttpMethod() == HttpMethod.PUT) {
      call.getData(KEY)
          .ifPresent(
              etag -> call.getHttpRequest().setHeader(HttpHeaderName.IF_MATCH, etag.toString()));
    }
  }
}
