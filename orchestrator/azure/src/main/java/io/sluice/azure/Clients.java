package io.sluice.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.resourcemanager.authorization.fluent.AuthorizationManagementClient;
import com.azure.resourcemanager.authorization.implementation.AuthorizationManagementClientBuilder;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.implementation.ComputeManagementClientBuilder;
import com.azure.resourcemanager.monitor.fluent.MonitorClient;
import com.azure.resourcemanager.monitor.implementation.MonitorClientBuilder;
import com.azure.resourcemanager.msi.fluent.ManagedServiceIdentityClient;
import com.azure.resourcemanager.msi.implementation.ManagedServiceIdentityClientBuilder;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.implementation.NetworkManagementClientBuilder;
import com.azure.resourcemanager.resources.fluent.ResourceManagementClient;
import com.azure.resourcemanager.resources.implementation.ResourceManagementClientBuilder;
import com.azure.resourcemanager.storage.fluent.StorageManagementClient;
import com.azure.resourcemanager.storage.implementation.StorageManagementClientBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Azure's service clients, each built when first needed: building one costs up to a second of CPU.
 * They share the session's pipeline, with one addition: a call that is not a read tells {@code
 * changed} once it has ended, however it ended.
 */
final class Clients {
  private final AzureSession session;
  private final String subscription;
  private final HttpPipeline arm;
  private final HttpPipeline blob;
  private final Map<String, NetworkManagementClient> networks = new ConcurrentHashMap<>();
  private final Lazy<ComputeManagementClient> compute = new Lazy<>(this::newCompute);
  private final Lazy<StorageManagementClient> storage = new Lazy<>(this::newStorage);
  private final Lazy<ManagedServiceIdentityClient> msi = new Lazy<>(this::newMsi);
  private final Lazy<AuthorizationManagementClient> roles = new Lazy<>(this::newRoles);
  private final Lazy<MonitorClient> monitor = new Lazy<>(this::newMonitor);
  private final Lazy<ResourceManagementClient> resources = new Lazy<>(this::newResources);

  Clients(AzureSession session, String subscription, Runnable changed) {
    this.session = session;
    this.subscription = subscription;
    this.arm = watched(session.arm(), changed);
    this.blob = watched(session.blob(), changed);
  }

  HttpPipeline blob() {
    return blob;
  }

  NetworkManagementClient network() {
    return network(subscription);
  }

  /** What a user links may lie in another subscription. */
  NetworkManagementClient network(String inSubscription) {
    return networks.computeIfAbsent(
        inSubscription,
        id ->
            new NetworkManagementClientBuilder()
                .pipeline(arm)
                .endpoint(session.endpoint())
                .subscriptionId(id)
                .defaultPollInterval(session.pollInterval())
                .buildClient());
  }

  ComputeManagementClient compute() {
    return compute.get();
  }

  StorageManagementClient storage() {
    return storage.get();
  }

  ManagedServiceIdentityClient msi() {
    return msi.get();
  }

  AuthorizationManagementClient roles() {
    return roles.get();
  }

  MonitorClient monitor() {
    return monitor.get();
  }

  ResourceManagementClient resources() {
    return resources.get();
  }

  private ComputeManagementClient newCompute() {
    return new ComputeManagementClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private StorageManagementClient newStorage() {
    return new StorageManagementClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private ManagedServiceIdentityClient newMsi() {
    return new ManagedServiceIdentityClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private AuthorizationManagementClient newRoles() {
    return new AuthorizationManagementClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private MonitorClient newMonitor() {
    return new MonitorClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private ResourceManagementClient newResources() {
    return new ResourceManagementClientBuilder()
        .pipeline(arm)
        .endpoint(session.endpoint())
        .subscriptionId(subscription)
        .defaultPollInterval(session.pollInterval())
        .buildClient();
  }

  private static HttpPipeline watched(HttpPipeline pipeline, Runnable changed) {
    HttpPipelineBuilder builder = new HttpPipelineBuilder().httpClient(pipeline.getHttpClient());
    builder.policies(new Watch(changed));
    for (int i = 0; i < pipeline.getPolicyCount(); i++) {
      builder.policies(pipeline.getPolicy(i));
    }
    return builder.build();
  }

  /** Tells of every call that may have changed something. */
  private record Watch(Runnable changed) implements HttpPipelinePolicy {
    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
      return read(call) ? next.process() : next.process().doFinally(signal -> changed.run());
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext call, HttpPipelineNextSyncPolicy next) {
      try {
        return next.processSync();
      } finally {
        if (!read(call)) {
          changed.run();
        }
      }
    }

    private static boolean read(HttpPipelineCallContext call) {
      HttpMethod method = call.getHttpRequest().getHttpMethod();
      return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }
  }

  /** Built once, by whoever asks first. */
  private static final class Lazy<T> {
    private final Supplier<T> build;
    private @Nullable T value;

    Lazy(Supplier<T> build) {
      this.build = build;
    }

    synchronized T get() {
      T built = value;
      if (built == null) {
        built = build.get();
        value = built;
      }
      return built;
    }
  }
}
