package io.sluice.sandbox.machine;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Turns a machine of either cloud into something that runs. Safe for concurrent use. */
public interface MachineLauncher {

  /**
   * Boots the machine and returns once its process runs (which says nothing about ready).
   *
   * @param machine its name at the instance metadata service
   * @param root its file system, an empty folder
   * @param bootDocument the content of {@code /etc/sluice/boot.json} from its user-data
   * @param address its own loopback address
   * @throws BootFailure when nothing runs; the reason is also in the machine's log
   * @throws InterruptedException when the sandbox stops meanwhile
   */
  Running launch(String machine, Path root, byte[] bootDocument, InetAddress address)
      throws BootFailure, InterruptedException;

  /** A launched machine. All calls are safe after its end. */
  interface Running {
    boolean alive();

    /** Asks it to drain and leave, waits that long at most, then kills it. */
    void stop(Duration grace);

    void kill();
  }
}
