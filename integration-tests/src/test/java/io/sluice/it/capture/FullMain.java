package io.sluice.it.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Captures to a small disk until it is full, and until it has room again. */
public final class FullMain {
  private static final int BALLAST = 34 << 20;
  private static final long STORE = 256L << 20;
  private static final int RATE = 4_000;

  private FullMain() {}

  /**
   * @param arguments a directory that has 48 MiB, and a UDP port
   */
  public static void main(String[] arguments) throws Exception {
    Path disk = Path.of(arguments[0]);
    Path ballast = disk.resolve("ballast");
    Files.write(ballast, new byte[BALLAST]);
    CaptureMain.Options options =
        new CaptureMain.Options(
            disk.resolve("state"),
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(arguments[1]),
            2,
            STORE,
            2 << 20,
            50,
            5,
            "sockets",
            RATE,
            1);
    try (Child child = new Child(options, disk.resolveSibling("child.log"))) {
      child.await(() -> !child.problem().isEmpty());
      System.out.println("problem " + child.problem());
      long received = child.received();
      long uncaptured = child.disk();
      Thread.sleep(2_000);
      System.out.println("received-while-full " + yes(child.received() > received + RATE));
      System.out.println("counted " + yes(child.disk() > uncaptured + RATE));
      long durable = child.durable();
      Files.delete(ballast);
      boolean mended =
          child.await(() -> child.problem().isEmpty() && child.durable() > durable + RATE);
      System.out.println("mended " + yes(mended));
      child.end();
      report(child, disk.resolve("state").resolve("capture"));
    }
  }

  private static void report(Child child, Path store) throws IOException {
    long told = child.queueFull() + child.disk() + child.durable();
    System.out.println("adds-up " + yes(child.captured() == told));
    System.out.println("durable " + child.durable());
    Stored files = new Stored();
    Stored.segments(store).forEach(files::read);
    files.wrong().forEach(System.err::println);
    long other = Math.abs(files.packets() - child.durable());
    System.out.println("wrong " + (files.wrong().size() + other));
  }

  private static String yes(boolean it) {
    return it ? "yes" : "no";
  }
}
