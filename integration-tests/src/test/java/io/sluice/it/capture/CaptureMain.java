package io.sluice.it.capture;

import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.capture.CaptureCounts;
import io.sluice.node.capture.CaptureSettings;
import io.sluice.node.capture.Captures;
import io.sluice.node.tunnel.Dataplane;
import io.sluice.node.tunnel.DataplaneSettings;
import io.sluice.node.tunnel.MirrorTunnel;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.xdp.XdpPath;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Captures what a VXLAN tunnel brings, by the dataplane's own workers, until its standard input
 * ends; tells what it has counted in lines of standard output:
 *
 * <pre>
 * in CAPTURED QUEUE_FULL DISK WRITTEN DURABLE SEGMENTS STORE_BYTES KERNEL_DROPS PROBLEM
 * </pre>
 */
public final class CaptureMain {
  static final int VNI = 77;

  private CaptureMain() {}

  /**
   * What it is told.
   *
   * @param state directory
   * @param address to receive at
   * @param port UDP port to receive at, or 0 for nothing
   * @param workers event loops
   * @param bytes of the store
   * @param segment bytes of a segment
   * @param sync milliseconds between what is made durable
   * @param tell milliseconds between lines
   * @param tier sockets, or xdp where it can be had
   * @param rate packets a second that it sends itself, 0 for none
   * @param life a number that stands in each of these
   */
  record Options(
      Path state,
      InetAddress address,
      int port,
      int workers,
      long bytes,
      long segment,
      int sync,
      int tell,
      String tier,
      int rate,
      int life) {
    static Options of(List<String> words) {
      return new Options(
          Path.of(words.get(0)),
          InetAddress.ofLiteral(words.get(1)),
          Integer.parseInt(words.get(2)),
          Integer.parseInt(words.get(3)),
          Long.parseLong(words.get(4)),
          Long.parseLong(words.get(5)),
          Integer.parseInt(words.get(6)),
          Integer.parseInt(words.get(7)),
          words.get(8),
          Integer.parseInt(words.get(9)),
          Integer.parseInt(words.get(10)));
    }

    List<String> words() {
      List<String> words = new ArrayList<>();
      for (Object each :
          List.of(state, address.getHostAddress(), port, workers, bytes, segment, sync, tell)) {
        words.add(each.toString());
      }
      words.addAll(List.of(tier, Integer.toString(rate), Integer.toString(life)));
      return words;
    }

    CaptureSettings settings() {
      CaptureSettings usual = CaptureSettings.defaults(state);
      return new CaptureSettings(
          state,
          usual.ringBytes(),
          segment,
          usual.segmentAge(),
          Duration.ofMillis(sync),
          usual.keptBytes());
    }

    DataplaneSettings serving() {
      DataplaneSettings sockets = DataplaneSettings.standard().withWorkers(workers);
      return tier.equals("xdp") ? sockets.withFastPath(XdpPath::open) : sockets;
    }
  }

  public static void main(String[] words) throws Exception {
    Options options = Options.of(List.of(words));
    Captures captures = new Captures(options.settings(), options.workers());
    captures.start();
    captures.change(new CaptureConfig("", 0, options.bytes(), Duration.ofDays(1), false));
    Dataplane dataplane = open(options, captures);
    if (dataplane != null) {
      System.err.println(dataplane.description());
    }
    Thread telling = Thread.ofPlatform().daemon().start(() -> tell(options, dataplane, captures));
    if (options.rate() > 0) {
      Sender sender = new Sender(options.address(), options.port(), options.rate());
      Thread.ofPlatform().daemon().start(() -> sender.run(options.life()));
    }
    while (System.in.read() >= 0) {
      // Until whoever started us ends it
    }
    if (dataplane != null) {
      dataplane.close();
    }
    captures.close();
    telling.interrupt();
    telling.join();
    System.out.println(line(dataplane, captures));
  }

  private static Dataplane open(Options options, Captures captures) throws IOException {
    return options.port() == 0
        ? null
        : new Dataplane(
            options.serving().withTaps(captures::get),
            options.address(),
            new MirrorTunnel(Encapsulation.VXLAN, VNI, options.port(), false));
  }

  private static void tell(Options options, Dataplane dataplane, Captures captures) {
    try {
      while (true) {
        Thread.sleep(options.tell());
        System.out.println(line(dataplane, captures));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(Dataplane dataplane, Captures captures) {
    Totals totals = dataplane == null ? null : dataplane.totals();
    CaptureCounts counts = captures.counts();
    return "%d %d %d %d %d %d %d %d %d %s"
        .formatted(
            totals == null ? 0 : Totals.sum(totals.inPackets()),
            counts.packets(),
            counts.queueFull(),
            counts.disk(),
            counts.written(),
            counts.durable(),
            counts.segments(),
            counts.storeBytes(),
            totals == null ? 0 : Totals.sum(totals.kernelDrops()),
            captures.problem());
  }
}
