package io.sluice.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.time.Duration;

/** The one HTTP client of this module: the JDK's. */
final class Http {
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private Http() {}

  /** HTTP/1.1 only: over plain http the JDK's client would ask every server for an h2c upgrade. */
  static HttpClient client() {
    return Holder.CLIENT;
  }

  /** Built when first needed: a command that makes no call pays nothing. */
  private static final class Holder {
    private static final HttpClient CLIENT =
        new JdkHttpClientBuilder(
                java.net.http.HttpClient.newBuilder()
                    .version(java.net.http.HttpClient.Version.HTTP_1_1))
            .connectionTimeout(Duration.ofSeconds(10))
            .responseTimeout(ANSWER)
            .readTimeout(ANSWER)
            .build();
  }
}
