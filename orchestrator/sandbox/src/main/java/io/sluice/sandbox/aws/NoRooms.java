package io.sluice.sandbox.aws;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Hosts;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.aws.wire.AwsException;
import java.util.List;

/** Rooms in which nothing happens, for a cloud that has no others. */
final class NoRooms implements Balancers, Hosts, Network {
  private NoRooms() {}

  static void fill(Rooms rooms) {
    NoRooms none = new NoRooms();
    rooms.set((Balancers) none);
    rooms.set((Hosts) none);
    rooms.set((Network) none);
    rooms.set(instanceId -> "");
    rooms.set((caller, action, resource) -> true);
  }

  @Override
  public List<Balancer> balancers(String region) {
    return List.of();
  }

  @Override
  public List<TargetGroup> targetGroups(String region) {
    return List.of();
  }

  @Override
  public void register(String targetGroupArn, String instanceId) {
    throw AwsException.badRequest(
        "TargetGroupNotFound", "Target groups '" + targetGroupArn + "' not found");
  }

  @Override
  public void deregister(String targetGroupArn, String instanceId) {}

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public void boot(Ec2Instance instance) {}

  @Override
  public void shutDown(String instanceId, Runnable stopped) {
    stopped.run();
  }

  @Override
  public Health health(String targetGroupArn, String instanceId) {
    return Health.UNUSED;
  }

  @Override
  public long networkIn(String instanceId) {
    return 0;
  }
}
