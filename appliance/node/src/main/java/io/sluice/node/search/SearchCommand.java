package io.sluice.node.search;

import io.sluice.node.config.UserError;
import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.FoundPacket;
import io.sluice.packet.index.PcapngSink;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
 * {@code appliance search}. Exit codes as all of {@code appliance}: what cannot be read of a store
 * is a warning and 0, a filter that is none is the user's mistake and 1.
 */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds packets in a capture store: a directory of pcapng segments, each with its index once"
          + " it is closed. The segment that is still being written is searched too.",
      "",
      "The filter is written as for tcpdump. Two words are ours: `vni 901` is the network of the"
          + " tunnel that a packet came by or of one inside it, and `inner host 10.0.0.7` asks the"
          + " innermost packet."
    })
public final class SearchCommand implements Callable<Integer> {
  private static final int STOP_SECONDS = 20;

  @Parameters(index = "0", paramLabel = "DIR", description = "The store.")
  private Path store = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILTER",
      defaultValue = "",
      description = "E.g. 'host 10.0.0.7 and port 443'; every packet without one.")
  private String filter = "";

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "No packets before: `-2h` (s, m, h, d), or 2026-01-31T12:00:00Z.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "T", description = "No packets after.")
  private @Nullable String to;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Writes the packets there, as pcapng in order of time; - is standard output. Without it"
              + " they are only counted.")
  private @Nullable String output;

  @Option(names = "--limit", paramLabel = "N", description = "Ends with the Nth packet.")
  private long limit = Long.MAX_VALUE;

  @Spec private @Nullable CommandSpec spec;

  private final OutputStream out;
  private final Instant now;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long found;

  /** Writes to standard output. */
  public SearchCommand() {
    this(new FileOutputStream(FileDescriptor.out), Instant.now());
  }

  SearchCommand(OutputStream out, Instant now) {
    this.out = out;
    this.now = now;
  }

  @Override
  public Integer call() {
    long earliest = from == null ? Long.MIN_VALUE : Moment.nanos("--from", from, now);
    long latest = to == null ? Long.MAX_VALUE : Moment.nanos("--to", to, now);
    check(earliest, latest);
    SearchLine line = SearchLine.ofThisProcess();
    StoreSearch search = new StoreSearch(store, filters(), earliest, latest, line);
    SearchReport report = run(search);
    line.done();
    report.problems().forEach(problem -> System.err.println("warning: " + problem));
    if (!report.complete() && found < limit) {
      System.err.println("warning: stopped before the end of the store");
    }
    String summary = summary(report);
    if ("-".equals(output)) {
      System.err.println(summary);
    } else {
      Objects.requireNonNull(spec).commandLine().getOut().println(summary);
    }
    return 0;
  }

  private void check(long earliest, long latest) {
    if (!Files.isDirectory(store)) {
      throw new UserError(
          "There is no directory %s. Name the store that an appliance captures to."
              .formatted(store));
    }
    if (earliest > latest) {
      throw new UserError("`--from %s` is after `--to %s`.".formatted(from, to));
    }
    if (limit < 1) {
      throw new UserError("`--limit` must be 1 or more.");
    }
    if (output != null && !"-".equals(output)) {
      Path folder = Path.of(output).toAbsolutePath().normalize().getParent();
      if (store.toAbsolutePath().normalize().equals(folder)) {
        throw new UserError(
            "%s is in the store that is searched. Choose another place.".formatted(output));
      }
    }
  }

  private Filters filters() {
    try {
      return Filters.of(filter);
    } catch (FilterException e) {
      throw new UserError(
          "The filter is refused: %s.%n%s"
              .formatted(e.getMessage(), e.caret().indent(2).stripTrailing()));
    }
  }

  private SearchReport run(StoreSearch search) {
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(search, done), "stop"));
    try {
      if (output == null) {
        return search.run(this::count);
      }
      try (PcapngWriter writer =
          new PcapngWriter(
              Channels.newChannel(
                  "-".equals(output) ? out : Files.newOutputStream(Path.of(output))),
              "appliance")) {
        PcapngSink sink = new PcapngSink(writer);
        return search.run(packet -> sink.packet(packet) && count(packet));
      }
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      throw new UserError(
          reason.contains("Broken pipe")
              ? "The output was closed before all packets were written."
              : "The packets cannot be written: %s.".formatted(reason));
    } finally {
      done.countDown();
    }
  }

  private boolean count(FoundPacket packet) {
    first = Math.min(first, packet.nanos());
    last = Math.max(last, packet.nanos());
    return ++found < limit;
  }

  /** On Ctrl-C: what was found is written before the process ends. */
  private static void stop(StoreSearch search, CountDownLatch done) {
    search.stop();
    try {
      if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("warning: not all packets were written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String summary(SearchReport report) {
    int segments = report.segments().size();
    String in = " in %,d %s.".formatted(segments, segments == 1 ? "segment" : "segments");
    if (report.packets() == 0) {
      return "No packet matches" + in;
    }
    return "%,d packets, %,d bytes from %s to %s%s"
        .formatted(
            report.packets(),
            report.bytes(),
            instant(first),
            instant(last),
            report.complete() ? in : ".");
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
