package io.sluice.cli.command;

import io.sluice.cli.work.Setting;
import io.sluice.cli.work.TrafficWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "traffic",
    mixinStandardHelpOptions = true,
    description =
        "Send conversations through a frontend of the sandbox, or between instances that are"
            + " mirrored, and hold what the appliances counted against what was sent; exits with 1"
            + " when they differ, a packet is lost or nothing is mirrored.")
final class TrafficCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Voice voice = new Voice();

  @Option(
      names = "--conversations",
      paramLabel = "N",
      description = "TCP conversations to send (default: 1000, unless --duration is given).")
  private @Nullable Long conversations;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Conversations started per second (default: as fast as they complete).")
  private @Nullable Double rate;

  @Option(
      names = "--duration",
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "Start none after this time, e.g. 30s.")
  private @Nullable Duration duration;

  @Option(names = "--pcap", paramLabel = "F", description = "Send this capture instead.")
  private @Nullable Path pcap;

  @Option(
      names = "--frontend",
      paramLabel = "X",
      description =
          "Its public IP, name or id; may be left out where there is one. Where traffic is"
              + " mirrored: the interface or instance that serves (default: all in turn).")
  private @Nullable String frontend;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description = "Body of each response, up to 1000000 (default: 0).")
  private @Nullable Integer payload;

  TrafficCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new TrafficWork(new Setting(world, voice.terminal(world), true, 1))
        .run(new TrafficWork.Options(conversations, rate, duration, pcap, frontend, payload));
  }
}
