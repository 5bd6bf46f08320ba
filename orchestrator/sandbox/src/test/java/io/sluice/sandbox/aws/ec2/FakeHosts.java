package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Hosts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hosts that run nothing, and stop when the test says so. */
final class FakeHosts implements Hosts {
  final List<Ec2Instance> booted = new CopyOnWriteArrayList<>();
  final Map<String, Runnable> stopping = new ConcurrentHashMap<>();

  @Override
  public void boot(Ec2Instance instance) {
    booted.add(instance);
  }

  @Override
  public void shutDown(String instanceId, Runnable stopped) {
    stopping.put(instanceId, stopped);
  }
}
