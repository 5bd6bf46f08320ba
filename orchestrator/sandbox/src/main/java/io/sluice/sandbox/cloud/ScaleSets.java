package io.sluice.sandbox.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The machines behind scale sets. The control plane calls it when a scale set's document changes;
 * the futures end when the long-running operation would (instances provisioned, not necessarily
 * ready) and fail with the error body's message.
 */
public interface ScaleSets {

  /**
   * Brings the instances to what the document says: capacity, and the model (user-data, pools) for
   * new instances; existing ones follow by the document's {@code upgradePolicy.mode}.
   */
  CompletableFuture<Void> apply(String scaleSetId, ObjectNode document);

  /** Stops and removes every instance. */
  CompletableFuture<Void> delete(String scaleSetId);

  List<Instance> instances(String scaleSetId);

  CompletableFuture<Void> deleteInstances(String scaleSetId, Collection<String> instanceIds);

  /** Brings the named instances to the latest model ({@code manualupgrade}). */
  CompletableFuture<Void> upgradeInstances(String scaleSetId, Collection<String> instanceIds);
}
