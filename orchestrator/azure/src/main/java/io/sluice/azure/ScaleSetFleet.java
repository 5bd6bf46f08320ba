package io.sluice.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetVMInner;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fleet: the scale set says which machines there are, the mailbox what they report. Costs one
 * call per scale set, one for the list of reports, and one per machine that has reported.
 */
final class ScaleSetFleet implements Fleet {
  private static final String STATUS = "status/";

  private final Workspace at;

  ScaleSetFleet(Workspace at) {
    this.at = at;
  }

  @Override
  public String configHash() {
    return ApplianceConfig.of(at.blueprint()).hash();
  }

  @Override
  public List<Machine> machines() {
    List<VirtualMachineScaleSetVMInner> instances = new ArrayList<>();
    for (VirtualMachineScaleSetInner set : at.scaleSets()) {
      if (at.identity().owns(set.tags())) {
        at.clients()
            .compute()
            .getVirtualMachineScaleSetVMs()
            .list(at.group(), Ids.name(set.id()))
            .forEach(instances::add);
      }
    }
    if (instances.isEmpty()) {
      return List.of();
    }
    Optional<String> url = at.mailboxAccount().map(Mailbox::url);
    Set<String> reported =
        url.map(
                one ->
                    at.mailbox().list(one, STATUS).stream()
                        .map(Mailbox.Item::name)
                        .collect(Collectors.toSet()))
            .orElse(Set.of());
    return instances.stream()
        .map(
            one -> {
              String object = STATUS + one.name() + ".json";
              return new Machine(
                  one.name(),
                  String.valueOf(one.provisioningState()),
                  !Boolean.FALSE.equals(one.latestModelApplied()),
                  reported.contains(object) ? status(url.orElseThrow(), object) : null);
            })
        .toList();
  }

  /** Null where the report went, or was caught half written: the next one comes in seconds. */
  private @Nullable MachineStatus status(String url, String object) {
    Optional<byte[]> json = at.mailbox().get(url, object);
    try {
      return json.isPresent() ? MachineStatus.read(json.get()) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
