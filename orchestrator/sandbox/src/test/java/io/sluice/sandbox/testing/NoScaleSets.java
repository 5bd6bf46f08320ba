package io.sluice.sandbox.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cloud without scale sets. */
public final class NoScaleSets implements ScaleSets {
  @Override
  public CompletableFuture<Void> apply(String scaleSetId, ObjectNode document) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> delete(String scaleSetId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Instance> instances(String scaleSetId) {
    return List.of();
  }

  @Override
  public CompletableFuture<Void> deleteInstances(
      String scaleSetId, Collection<String> instanceIds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> upgradeInstances(
      String scaleSetId, Collection<String> instanceIds) {
    throw new UnsupportedOperationException();
  }
}
