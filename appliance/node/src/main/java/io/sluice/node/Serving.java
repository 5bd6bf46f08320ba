package io.sluice.node;

import io.sluice.node.tunnel.DataplaneSettings;
import io.sluice.node.tunnel.Tier;
import io.sluice.node.xdp.XdpPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How much of the machine packets and flows are given. */
final class Serving {
  /** Of all workers together: half a gigabyte of rows, once there are so many flows. */
  private static final int MOST_FLOWS = 1 << 20;

  private static final int LEAST_FLOWS = 1 << 14;
  private static final int FLOW_BYTES = 512;

  /** What {@code --tier} may say. */
  enum Choice {
    AUTO,
    XDP,
    SOCKETS,
    DATAGRAMS;

    DataplaneSettings settings(@Nullable Integer workers) {
      DataplaneSettings standard = DataplaneSettings.standard();
      DataplaneSettings sized = workers == null ? standard : standard.withWorkers(workers);
      return switch (this) {
        case AUTO, XDP -> sized.withFastPath(XdpPath::open);
        case SOCKETS -> sized;
        case DATAGRAMS -> sized.with(Tier.DATAGRAMS);
      };
    }
  }

  private Serving() {}

  /** Flows that one of so many workers may keep: an eighth of the machine's memory in all. */
  static int flowsEach(int workers) {
    long flows = Math.clamp(memory() / 8 / FLOW_BYTES, LEAST_FLOWS, MOST_FLOWS);
    return (int) Math.max(LEAST_FLOWS, flows / workers);
  }

  /** Of the machine in bytes, as Linux says; a gigabyte where it does not. */
  private static long memory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
          .findFirst()
          .orElse(1L << 30);
    } catch (IOException e) {
      return 1L << 30;
    }
  }
}
