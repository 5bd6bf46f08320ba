package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Hosts;
import io.sluice.sandbox.cloud.Loopback;
import io.sluice.sandbox.machine.BootFailure;
import io.sluice.sandbox.machine.Folders;
import io.sluice.sandbox.machine.MachineLauncher;
import io.sluice.sandbox.machine.UserData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Computers behind instances, each a process on a loopback address of its own. A process that dies
 * leaves its instance running: only a health check notices. Starting it ends what a killed
 * predecessor left, and closing it leaves no process behind.
 */
public final class InstanceHosts implements Hosts, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(InstanceHosts.class.getName());
  // an appliance drains until its probe can have failed: 15 s by default
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private static final class Host {
    private final Path root;
    private volatile @Nullable Thread boot;
    private volatile MachineLauncher.@Nullable Running running;

    private Host(Path root) {
      this.root = root;
    }
  }

  private final Path folder;
  private final MachineLauncher launcher;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Sweeps.
   *
   * @param folder holds one folder per machine, named by the instance's id
   * @throws IOException when the folder cannot be read
   */
  public InstanceHosts(Path folder, MachineLauncher launcher) throws IOException {
    this.folder = folder;
    this.launcher = launcher;
    Folders.sweep(folder);
  }

  @Override
  public void boot(Ec2Instance instance) {
    if (instance.userData().isEmpty()) {
      return;
    }
    Host host = new Host(folder.resolve(instance.id()));
    if (!closed && hosts.putIfAbsent(instance.id(), host) == null) {
      Thread boot =
          Thread.ofVirtual().name("boot " + instance.id()).unstarted(() -> bring(instance, host));
      host.boot = boot;
      boot.start();
    }
  }

  private void bring(Ec2Instance instance, Host host) {
    try {
      Optional<byte[]> document = UserData.bootDocument(instance.userData());
      if (document.isPresent()) {
        Folders.fresh(host.root);
        host.running =
            launcher.launch(
                instance.id(), host.root, document.get(), Loopback.address(instance.privateIp()));
        LOG.log(System.Logger.Level.INFO, "{0} runs its appliance", instance.id());
      }
    } catch (BootFailure e) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot boot: {1}", instance.id(), e.getMessage());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, instance.id() + " has no disk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (closed) {
        kill(host);
      }
    }
  }

  /** Whether a process of ours runs on the instance. */
  public boolean runs(String instanceId) {
    Host host = hosts.get(instanceId);
    MachineLauncher.Running running = host == null ? null : host.running;
    return running != null && running.alive();
  }

  @Override
  public void shutDown(String instanceId, Runnable stopped) {
    Thread.ofVirtual()
        .name("shut down " + instanceId)
        .start(
            () -> {
              try {
                Host host = hosts.get(instanceId);
                if (host != null) {
                  stop(host);
                  hosts.remove(instanceId, host);
                }
              } finally {
                stopped.run();
              }
            });
  }

  private void stop(Host host) {
    Thread boot = host.boot;
    if (boot != null) {
      boot.interrupt();
      joinQuietly(boot);
    }
    MachineLauncher.Running running = host.running;
    if (running != null) {
      running.stop(closed ? Duration.ZERO : DRAIN);
      Folders.dropProgram(host.root);
    }
  }

  private static void joinQuietly(Thread boot) {
    try {
      boot.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(Host host) {
    MachineLauncher.Running running = host.running;
    if (running != null) {
      running.kill();
    }
  }

  /** Kills everything at once, also what is booting right now. */
  @Override
  public void close() {
    closed = true;
    hosts.values().parallelStream()
        .forEach(
            host -> {
              Thread boot = host.boot;
              if (boot != null) {
                boot.interrupt();
              }
              kill(host);
            });
  }
}
