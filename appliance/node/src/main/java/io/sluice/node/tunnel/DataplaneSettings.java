package io.sluice.node.tunnel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How tunnels are served.
 *
 * @param tier of the sockets
 * @param workers at most so many event loops, each with its own sockets and tap; a tier that knows
 *     only one has one
 * @param taps gives each worker its own tap, asked once for each; null if none looks on
 * @param fastPath opens what serves instead of the sockets where it can; null for sockets alone
 */
public record DataplaneSettings(
    Tier tier,
    int workers,
    @Nullable Supplier<PacketTap> taps,
    FastPath.@Nullable Opener fastPath) {

  /** More would only wait for each other in the kernel. */
  public static final int MAX_WORKERS = 64;

  /** The best sockets of this machine, a worker for each core, and nobody who looks on. */
  public static DataplaneSettings standard() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new DataplaneSettings(Tier.best(), Math.min(cores, MAX_WORKERS), null, null);
  }

  public DataplaneSettings with(Tier other) {
    return new DataplaneSettings(other, workers, taps, fastPath);
  }

  /** With so many workers, from 1 to {@link #MAX_WORKERS}. */
  public DataplaneSettings withWorkers(int count) {
    return new DataplaneSettings(tier, Math.clamp(count, 1, MAX_WORKERS), taps, fastPath);
  }

  public DataplaneSettings withTaps(Supplier<PacketTap> factory) {
    return new DataplaneSettings(tier, workers, factory, fastPath);
  }

  public DataplaneSettings withFastPath(FastPath.Opener opener) {
    return new DataplaneSettings(tier, workers, taps, opener);
  }
}
