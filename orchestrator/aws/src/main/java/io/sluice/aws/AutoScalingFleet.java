package io.sluice.aws;

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
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The fleet: the group says which machines there are, the mailbox what they report. A machine that
 * is on its way out is the fleet's no more. Costs the list of groups, the list of reports, and one
 * call for each machine that has reported.
 */
final class AutoScalingFleet implements Fleet {
  private static final String STATUS = "status/";

  private final Workspace at;

  AutoScalingFleet(Workspace at) {
    this.at = at;
  }

  @Override
  public String configHash() {
    return ApplianceConfig.of(at.blueprint()).hash();
  }

  @Override
  public List<Machine> machines() {
    // Asked again and again while a fleet starts, so what is remembered is of no use.
    at.lists().forget();
    List<Machine> machines = new ArrayList<>();
    Set<String> reported = null;
    for (AutoScalingGroup group : at.ourGroups()) {
      for (Instance one : group.instances()) {
        if (!Rollout.leaves(one)) {
          reported = reported == null ? reported() : reported;
          String object = STATUS + one.instanceId() + ".json";
          machines.add(
              new Machine(
                  one.instanceId(),
                  String.valueOf(one.lifecycleStateAsString()),
                  Rollout.current(group, one),
                  reported.contains(object) ? status(object) : null));
        }
      }
    }
    return machines;
  }

  private Set<String> reported() {
    return at.mailbox().stands()
        ? at.mailbox().list(STATUS).map(S3Object::key).collect(Collectors.toSet())
        : Set.of();
  }

  /** Null where the report went, or was caught half written: the next one comes in seconds. */
  private @Nullable MachineStatus status(String object) {
    Optional<byte[]> json = at.mailbox().get(object);
    try {
      return json.isPresent() ? MachineStatus.read(json.get()) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
