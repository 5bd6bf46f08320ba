package io.sluice.sandbox.machine;

import io.sluice.sandbox.testing.Reflector;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Boots reflectors instead of processes, and can be told to fail. */
final class ReflectorLauncher implements MachineLauncher {
  final Map<String, Reflector> running = new ConcurrentHashMap<>();
  final List<String> stopped = new CopyOnWriteArrayList<>();
  volatile @Nullable String failure;
  volatile Consumer<String> beforeLaunch = instance -> {};

  @Override
  public Running launch(String instance, Path root, byte[] bootDocument, InetAddress address)
      throws BootFailure {
    beforeLaunch.accept(instance);
    String reason = failure;
    if (reason != null) {
      throw new BootFailure(reason);
    }
    try {
      Reflector reflector = new Reflector(address.getHostAddress());
      running.put(instance, reflector);
      return new Running() {
        @Override
        public boolean alive() {
          return running.get(instance) == reflector;
        }

        @Override
        public void stop(Duration grace) {
          stopped.add(instance);
          kill();
        }

        @Override
        public void kill() {
          running.remove(instance, reflector);
          reflector.close();
        }
      };
    } catch (IOException e) {
      throw new BootFailure(e.toString(), e);
    }
  }

  /** The process dies by itself; the machine stays. */
  void crash(String instance) {
    Reflector reflector = running.remove(instance);
    if (reflector != null) {
      reflector.kill();
    }
  }
}
