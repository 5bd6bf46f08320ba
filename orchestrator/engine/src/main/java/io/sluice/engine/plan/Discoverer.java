package io.sluice.engine.plan;

import io.sluice.engine.provider.Provider;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks every kind for what it finds, all at once: each is one paged list. */
final class Discoverer {
  private final Provider provider;

  Discoverer(Provider provider) {
    this.provider = provider;
  }

  Inventory discover() {
    List<Kind<?>> kinds = provider.kinds();
    Inventory inventory = new Inventory();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Discovery<?>>> futures = new ArrayList<>();
      var finished = new ExecutorCompletionService<Discovery<?>>(threads);
      try {
        for (Kind<?> kind : kinds) {
          futures.add(finished.submit(() -> discover(kind)));
        }
        for (int i = 0; i < futures.size(); i++) {
          finished.take().get();
        }
      } finally {
        // Once one has failed for good, nobody waits out the patience of the others.
        threads.shutdownNow();
      }
      for (int i = 0; i < futures.size(); i++) {
        inventory.add(kinds.get(i), futures.get(i).get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while discovering", e);
    }
    return inventory;
  }

  private <R extends Resource> Discovery<R> discover(Kind<R> kind) {
    return new RetryPolicy(provider::classify).call(kind::discover);
  }
}
