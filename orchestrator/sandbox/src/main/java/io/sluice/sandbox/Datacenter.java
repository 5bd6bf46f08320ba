package io.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.aws.AwsDatacenter;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.machine.ApplianceLauncher;
import io.sluice.sandbox.machine.MachineLauncher;
import io.sluice.sandbox.machine.Machines;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.traffic.FrontendRoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The room behind the control plane: machines that run, the network between them, and traffic to
 * send through it.
 */
public final class Datacenter implements ScaleSets, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Machines machines;
  private final Fabric fabric;
  private final AwsDatacenter aws;

  /** With real appliance processes. */
  public Datacenter(Cell cell) {
    this(cell, new ApplianceLauncher(cell.http()));
  }

  /** With whatever the launcher starts as a machine's appliance. */
  public Datacenter(Cell cell, MachineLauncher launcher) {
    TimeScale scale = TimeScale.from(System.getenv());
    try {
      machines =
          new Machines(
              cell.documents(), cell.addresses(), cell.dir().resolve("machines"), launcher, scale);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for machines of an earlier sandbox", e);
    }
    fabric = new Fabric(cell.documents(), machines);
    machines.observe(fabric);
    machines.onChange(fabric::refresh);
    cell.control().contribute("machines", this::machines);
    cell.control().contribute("fabric", () -> JSON.valueToTree(fabric.status()));
    cell.traffic().add(new FrontendRoad(fabric));
    aws = new AwsDatacenter(cell, launcher, scale);
  }

  private JsonNode machines() {
    ArrayNode all = JSON.createArrayNode();
    for (Instance instance : machines.all()) {
      all.addObject()
          .put("name", instance.name())
          .put("privateIp", instance.privateIp())
          .put("provisioningState", instance.provisioningState())
          .put("powerState", instance.powerState())
          .put("health", instance.health())
          .put("latestModel", instance.latestModel())
          .put("created", instance.created().toString());
    }
    return all;
  }

  @Override
  public CompletableFuture<Void> apply(String scaleSetId, ObjectNode document) {
    return machines.apply(scaleSetId, document);
  }

  @Override
  public CompletableFuture<Void> delete(String scaleSetId) {
    return machines.delete(scaleSetId);
  }

  @Override
  public List<Instance> instances(String scaleSetId) {
    return machines.instances(scaleSetId);
  }

  @Override
  public CompletableFuture<Void> deleteInstances(
      String scaleSetId, Collection<String> instanceIds) {
    return machines.deleteInstances(scaleSetId, instanceIds);
  }

  @Override
  public CompletableFuture<Void> upgradeInstances(
      String scaleSetId, Collection<String> instanceIds) {
    return machines.upgradeInstances(scaleSetId, instanceIds);
  }

  @Override
  public void close() {
    machines.close();
    aws.close();
    fabric.close();
  }
}
