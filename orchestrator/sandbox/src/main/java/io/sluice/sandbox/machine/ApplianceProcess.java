package io.sluice.sandbox.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A machine that is a process on this computer. */
final class ApplianceProcess implements MachineLauncher.Running {
  // held as long as the process shall live: its standard input is the pipe it watches
  private final Process process;
  private final Path root;

  ApplianceProcess(Process process, Path root) {
    this.process = process;
    this.root = root;
  }

  @Override
  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public void stop(Duration grace) {
    // Process.destroy would also close its standard input, which tells it to leave at once
    process.toHandle().destroy();
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    PidFile.delete(root);
  }

  @Override
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(e -> process).join();
    PidFile.delete(root);
  }
}
