package io.sluice.sandbox.aws.fabric;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** All that instances received. Nothing is forgotten: metrics outlive the machine. */
final class Receivers {
  private record Key(String instanceId, String ip) {}

  private final Map<Key, Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> networkIn = new ConcurrentHashMap<>();

  Receiver of(String instanceId, String ip) {
    return receivers.computeIfAbsent(
        new Key(instanceId, ip), key -> new Receiver(instanceId, ip, adder(instanceId)));
  }

  /** Bytes that came to an instance otherwise than by a balancer. */
  void arrived(String instanceId, int bytes) {
    adder(instanceId).add(bytes);
  }

  long networkIn(String instanceId) {
    LongAdder adder = networkIn.get(instanceId);
    return adder == null ? 0 : adder.sum();
  }

  Collection<Receiver> all() {
    return List.copyOf(receivers.values());
  }

  private LongAdder adder(String instanceId) {
    return networkIn.computeIfAbsent(instanceId, id -> new LongAdder());
  }
}
