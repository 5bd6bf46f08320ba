package io.sluice.it.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Cuts the power under a capture at random moments: its file system, in a file on a loop device, is
 * shut down without its log, and mounted anew.
 */
public final class PowerMain {
  private static final long STORE = 640L << 20;
  private static final long SEGMENT = 2 << 20;
  private static final int SYNC_MILLIS = 50;
  private static final int RATE = 15_000;

  private final Path image;
  private final Path mount;
  private final int port;
  private final String cutter;
  private final Random random = new Random();
  private final Set<Path> known = new HashSet<>();
  private long acknowledged;
  private long stored;
  private long lost;
  private long unopened;
  private int wrong;

  private PowerMain(List<String> arguments) {
    image = Path.of(arguments.get(0));
    mount = Path.of(arguments.get(1));
    port = Integer.parseInt(arguments.get(2));
    cutter = arguments.get(4);
  }

  /**
   * @param arguments an image with an ext4, where to mount it, a UDP port, how often, the program
   *     that cuts the power of a mounted directory
   */
  public static void main(String[] arguments) throws Exception {
    PowerMain main = new PowerMain(List.of(arguments));
    int cuts = Integer.parseInt(arguments[3]);
    for (int life = 1; life <= cuts; life++) {
      main.live(life);
    }
    System.out.printf(
        "acknowledged %d%nstored %d%nlost %d%nunopened %d%nwrong %d%n",
        main.acknowledged, main.stored, main.lost, main.unopened, main.wrong);
  }

  private void live(int life) throws IOException, InterruptedException {
    run("mount", "-o", "loop", image.toString(), mount.toString());
    CaptureMain.Options options =
        new CaptureMain.Options(
            mount.resolve("state"),
            InetAddress.getLoopbackAddress(),
            port,
            2,
            STORE,
            SEGMENT,
            SYNC_MILLIS,
            5,
            "sockets",
            RATE,
            life);
    long told;
    try (Child child = new Child(options, mount.resolveSibling("child.log"))) {
      if (!child.await(() -> child.durable() > 0)) {
        unopened++;
      }
      Thread.sleep(random.nextInt(1_500));
      run("python3", cutter, mount.toString());
      // It goes on for a moment: what it acknowledges now would be a lie
      Thread.sleep(200);
      child.kill();
      told = child.durable();
    }
    run("umount", mount.toString());
    run("mount", "-o", "loop", image.toString(), mount.toString());
    Stored files = new Stored();
    for (Path segment : Stored.segments(mount.resolve("state").resolve("capture"))) {
      if (known.add(segment)) {
        files.read(segment);
      }
    }
    run("umount", mount.toString());
    acknowledged += told;
    stored += files.packets();
    wrong += files.wrong().size();
    files.wrong().forEach(System.err::println);
    if (files.packets() < told) {
      lost += told - files.packets();
      System.err.printf(
          "Life %d: %d were acknowledged and %d are there%n", life, told, files.packets());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("%s ended with %d".formatted(List.of(command), status));
    }
  }
}
