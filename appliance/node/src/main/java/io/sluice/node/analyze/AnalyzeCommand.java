package io.sluice.node.analyze;

import io.sluice.node.config.UserError;
import io.sluice.node.flow.Column;
import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.packet.Decoder;
import io.sluice.packet.Ports;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.FollowedCapture;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code appliance analyze}. Exit codes as all of {@code appliance}: a damaged capture is a warning
 * and 0, a file that is no capture is the user's mistake and 1.
 */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Measures every flow in capture files: pcap and pcapng, plain, gzip or zstd; - is standard"
          + " input. Several files are read one after the other as one capture.",
      "",
      "What the columns mean: `--columns help`."
    })
public final class AnalyzeCommand implements Callable<Integer> {
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int STOP_SECONDS = 20;

  /** In which flows are told. */
  enum Format {
    TABLE,
    JSON,
    CSV,
    TSV
  }

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Captures, in order of time.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "table",
      description =
          "table: what matters, for people; json: an object a line; csv: all columns; tsv: TCP"
              + " streams as tshark has them, with its verdicts (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "C",
      description = "Only these columns of json, csv or tsv, in this order; `help` lists them.")
  private List<String> columns = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "20",
      description = "Flows in the table (default: ${DEFAULT-VALUE}).")
  private int top = 20;

  @Option(
      names = "--by",
      paramLabel = "COLUMN",
      defaultValue = "bytes",
      description =
          "What the table's flows come first by; both directions together where the name has no"
              + " _ab or _ba (default: ${DEFAULT-VALUE}).")
  private String by = "bytes";

  @Option(
      names = "--vxlan-port",
      split = ",",
      paramLabel = "P",
      description = "UDP ports that carry VXLAN, beside 4789.")
  private List<Integer> vxlanPorts = List.of();

  @Option(
      names = "--geneve-port",
      split = ",",
      paramLabel = "P",
      description = "UDP ports that carry GENEVE, beside 6081.")
  private List<Integer> genevePorts = List.of();

  @Option(
      names = "--follow",
      description = "Goes on as the file grows, until Ctrl-C; tells of flows as they end.")
  private boolean follow;

  @Option(
      names = "--flows",
      paramLabel = "N",
      defaultValue = "4000000",
      description =
          "Most flows that are kept at once, 512 bytes each as they come (default:"
              + " ${DEFAULT-VALUE}).")
  private int flows = 4_000_000;

  @Spec private @Nullable CommandSpec spec;

  private final OutputStream out;
  private volatile boolean stopped;

  /** Tells standard output. */
  public AnalyzeCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  AnalyzeCommand(OutputStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    FirstLook look = new FirstLook();
    Columns known = new Columns(FlowColumns.all(look));
    if (columns.equals(List.of("help"))) {
      for (Column column : known.all()) {
        Objects.requireNonNull(spec)
            .commandLine()
            .getOut()
            .printf("%-32s %s%n", column.name(), column.meaning());
      }
      return 0;
    }
    check(known);
    FlowWriter writer = writer(known);
    try {
      analyze(look, writer);
    } catch (UncheckedIOException | IOException e) {
      throw told(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  /** Whoever reads our output may go away, as `head` does: nothing is wrong then. */
  private static UserError told(String reason) {
    return new UserError(
        reason.contains("Broken pipe")
            ? "The output was closed before all flows were told."
            : "The result cannot be written: %s.".formatted(reason));
  }

  private void check(Columns known) {
    for (String name : columns) {
      if (!known.has(name)) {
        throw new UserError(
            "`--columns` names `%s`, which is not a column; `--columns help` lists them."
                .formatted(name));
      }
    }
    if (!known.has(by) && !known.has(by + "_ab")) {
      throw new UserError("`--by %s` is not a column; `--columns help` lists them.".formatted(by));
    }
    if (top < 1 || flows < 1) {
      throw new UserError("`--top` and `--flows` must be 1 or more.");
    }
    if (follow && (files.size() != 1 || "-".equals(files.getFirst().toString()))) {
      throw new UserError("`--follow` takes exactly one file, and not standard input.");
    }
  }

  private TunnelPorts tunnelPorts() {
    TunnelPorts ports = TunnelPorts.REGISTERED;
    for (int port : vxlanPorts) {
      ports = ports.withVxlan(port(port));
    }
    for (int port : genevePorts) {
      ports = ports.withGeneve(port(port));
    }
    return ports;
  }

  private static int port(int port) {
    if (port < 1 || port > 65_535) {
      throw new UserError("%d is not a UDP port: 1 to 65535.".formatted(port));
    }
    return port;
  }

  private FlowWriter writer(Columns known) throws IOException {
    List<Column> chosen = columns.isEmpty() ? known.all() : known.named(columns);
    return switch (format) {
      case TABLE -> new TableWriter(out, Progress.terminal(), known, top, by);
      case JSON -> new JsonWriter(out, chosen);
      case CSV -> new DelimitedWriter(new Ascii(out), ',', chosen);
      case TSV ->
          new DelimitedWriter(
              new Ascii(out), '\t', columns.isEmpty() ? known.named(FlowColumns.TSHARK) : chosen);
    };
  }

  private void analyze(FirstLook look, FlowWriter writer) throws IOException {
    boolean streams = format == Format.TSV;
    FlowSettings settings =
        new FlowSettings(flows, streams ? Long.MAX_VALUE : IDLE.toNanos(), Long.MAX_VALUE, streams);
    try (FlowMeter meter =
        new FlowMeter(
            settings,
            look,
            (flow, end) -> {
              if (!streams || flow.protocol() == Ports.TCP) {
                try {
                  writer.flow(flow, end);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            })) {
      Analysis analysis = new Analysis(new Decoder(tunnelPorts(), Reassembly.patient()), meter);
      Progress progress = Progress.ofThisProcess();
      writer.begin();
      CountDownLatch told = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told), "stop"));
      try {
        for (Path file : files) {
          if (stopped) {
            analysis.warn("Stopped before %s.".formatted(file));
            break;
          }
          read(file, analysis, progress, writer);
        }
        meter.flush();
        progress.done();
        writer.end(analysis.summary());
        analysis.warnings().forEach(warning -> System.err.println("warning: " + warning));
      } finally {
        told.countDown();
      }
    }
  }

  /** On Ctrl-C: what has been read is told before the process ends. */
  private void stop(CountDownLatch told) {
    stopped = true;
    try {
      if (!told.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("warning: not all flows were told");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Path file, Analysis analysis, Progress progress, FlowWriter writer)
      throws IOException {
    try (CaptureReader capture = follow ? Source.follow(file, PATIENCE) : Source.open(file)) {
      try {
        do {
          analysis.read(
              capture,
              (packets, bytes) -> {
                if (!follow) {
                  progress.at(packets, bytes);
                }
                return !stopped;
              });
          if (follow) {
            analysis.refresh(writer);
          }
        } while (!stopped && capture instanceof FollowedCapture growing && !growing.ended());
      } catch (UncheckedIOException e) {
        throw e;
      } catch (IOException e) {
        throw Source.problem(file, e);
      }
      for (String warning : capture.warnings()) {
        analysis.warn("%s: %s".formatted(file, warning));
      }
    }
  }
}
