package io.sluice.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Scale sets whose instances exist on paper alone: they have names and addresses, and no process.
 * Enough for whoever exercises the control plane.
 */
public final class PaperMachines implements ScaleSets {
  private final AddressPlan addresses;
  private final Map<String, List<Instance>> instances = new HashMap<>();
  private int next;

  public PaperMachines(Cell cell) {
    this.addresses = cell.addresses();
  }

  @Override
  public synchronized CompletableFuture<Void> apply(String scaleSetId, ObjectNode document) {
    List<Instance> all = instances.computeIfAbsent(key(scaleSetId), id -> new ArrayList<>());
    int capacity = Json.at(document, "sku.capacity").asInt();
    while (all.size() > capacity) {
      remove(scaleSetId, all, all.getLast().instanceId());
    }
    all.replaceAll(instance -> latest(instance, false));
    while (all.size() < capacity) {
      all.add(create(scaleSetId, document));
    }
    return CompletableFuture.completedFuture(null);
  }

  private Instance create(String scaleSetId, ObjectNode document) {
    String instanceId = Integer.toString(next++);
    ObjectNode nic =
        Json.objects(
                document,
                "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations")
            .getFirst();
    ObjectNode configuration = Json.objects(nic, "properties.ipConfigurations").getFirst();
    String address =
        addresses.allocate(
            Json.text(configuration, "properties.subnet.id"), owner(scaleSetId, instanceId));
    return new Instance(
        scaleSetId,
        instanceId,
        Json.text(document, "name") + "_" + instanceId,
        address,
        "Succeeded",
        "running",
        "Unknown",
        true,
        Instant.now());
  }

  private static String owner(String scaleSetId, String instanceId) {
    return "machine " + scaleSetId + " " + instanceId;
  }

  private static Instance latest(Instance old, boolean latest) {
    return new Instance(
        old.scaleSetId(),
        old.instanceId(),
        old.name(),
        old.privateIp(),
        old.provisioningState(),
        old.powerState(),
        old.health(),
        latest,
        old.created());
  }

  private void remove(String scaleSetId, List<Instance> all, String instanceId) {
    if (all.removeIf(instance -> instance.instanceId().equals(instanceId))) {
      addresses.release(owner(scaleSetId, instanceId));
    }
  }

  @Override
  public synchronized CompletableFuture<Void> delete(String scaleSetId) {
    instances(scaleSetId)
        .forEach(instance -> addresses.release(owner(scaleSetId, instance.instanceId())));
    instances.remove(key(scaleSetId));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized List<Instance> instances(String scaleSetId) {
    return List.copyOf(instances.getOrDefault(key(scaleSetId), List.of()));
  }

  @Override
  public synchronized CompletableFuture<Void> deleteInstances(
      String scaleSetId, Collection<String> instanceIds) {
    List<Instance> all = instances.getOrDefault(key(scaleSetId), new ArrayList<>());
    instanceIds.forEach(id -> remove(scaleSetId, all, id));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletableFuture<Void> upgradeInstances(
      String scaleSetId, Collection<String> instanceIds) {
    instances
        .getOrDefault(key(scaleSetId), new ArrayList<>())
        .replaceAll(i -> instanceIds.contains(i.instanceId()) ? latest(i, true) : i);
    return CompletableFuture.completedFuture(null);
  }

  private static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
