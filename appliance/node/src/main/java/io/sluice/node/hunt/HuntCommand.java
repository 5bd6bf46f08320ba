package io.sluice.node.hunt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.sluice.node.config.UserError;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code appliance hunt}. Exit codes as all of {@code appliance}: what cannot be read is a warning
 * and 0, a folder without captures or an indicator that is none is the user's mistake and 1.
 */
@Command(
    name = "hunt",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for indicators in all that was captured: which were seen, when first and last, in how"
          + " many flows and packets.",
      "",
      "INDICATORS has one on each line: an address, a network (203.0.113.0/24), a name that TLS,"
          + " DNS or HTTP asked for, or *.example.com for all names below one; # begins a remark."
    })
public final class HuntCommand implements Callable<Integer> {
  private static final int STRIDE = 1 << 14;
  private static final int STOP_SECONDS = 20;

  /** In which findings are told. */
  enum Format {
    TABLE,
    JSON
  }

  @Parameters(index = "0", paramLabel = "DIR", description = "A store, or any folder of captures.")
  private Path folder = Path.of("");

  @Parameters(index = "1", paramLabel = "INDICATORS", description = "What to look for.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "table",
      description = "table, or json: an object a line (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  private final OutputStream out;
  private volatile boolean stopped;

  /** Tells standard output. */
  public HuntCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  HuntCommand(OutputStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    Indicators indicators = indicators();
    List<Path> captures = captures();
    List<String> warnings = new ArrayList<>();
    CountDownLatch told = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told), "stop"));
    try (Hunt hunt = new Hunt(indicators)) {
      for (Path capture : captures) {
        if (stopped) {
          warnings.add("Stopped before %s.".formatted(capture.getFileName()));
          break;
        }
        read(capture, hunt, warnings);
      }
      if (format == Format.JSON) {
        json(hunt, indicators, warnings);
      } else {
        table(hunt, indicators, captures.size());
      }
      warnings.forEach(warning -> System.err.println("warning: " + warning));
    } finally {
      told.countDown();
    }
    return 0;
  }

  private Indicators indicators() {
    Indicators indicators;
    try {
      indicators = Indicators.ofLines(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (BadIndicatorException e) {
      throw new UserError("%s cannot be used. %s.".formatted(file, e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new UserError("There is no file %s.".formatted(file));
    } catch (CharacterCodingException e) {
      throw new UserError("%s is no text in UTF-8.".formatted(file));
    } catch (IOException e) {
      throw new UserError("%s cannot be read: %s.".formatted(file, e.getMessage()));
    }
    if (indicators.size() == 0) {
      throw new UserError("%s names no indicator.".formatted(file));
    }
    return indicators;
  }

  private List<Path> captures() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserError("%s is not a folder.".formatted(folder));
    }
    List<Path> captures;
    try (Stream<Path> files = Files.list(folder)) {
      captures =
          files
              .filter(path -> path.toString().matches(".*\\.p?cap(ng)?"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    if (captures.isEmpty()) {
      throw new UserError("%s has no captures (*.pcapng, *.pcap) in it.".formatted(folder));
    }
    return captures;
  }

  private void read(Path path, Hunt hunt, List<String> warnings) {
    try (CaptureReader capture = CaptureFile.open(path)) {
      for (int i = 1; capture.next(); i++) {
        hunt.packet(
            capture.memory(),
            capture.at(),
            capture.captured(),
            capture.wire(),
            capture.linkType(),
            capture.nanos());
        if (i % STRIDE == 0 && stopped) {
          warnings.add("Stopped in the middle of %s.".formatted(path.getFileName()));
          break;
        }
      }
      for (String warning : capture.warnings()) {
        warnings.add("%s: %s".formatted(path.getFileName(), warning));
      }
    } catch (IOException e) {
      // A store's oldest segment may leave meanwhile, and its newest may not have begun
      warnings.add("%s was not read: %s.".formatted(path.getFileName(), e.getMessage()));
    }
  }

  /** On Ctrl-C: what has been found is told before the process ends. */
  private void stop(CountDownLatch told) {
    stopped = true;
    try {
      if (!told.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("warning: not all findings were told");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void table(Hunt hunt, Indicators indicators, int files) {
    PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
    List<Finding> findings = hunt.findings();
    int width = findings.stream().mapToInt(each -> each.indicator().length()).max().orElse(9);
    String row = "%-" + Math.max(9, width) + "s  %-24s  %-24s  %9s  %11s  %14s%n";
    if (!findings.isEmpty()) {
      print.printf(row, "INDICATOR", "FIRST SEEN", "LAST SEEN", "FLOWS", "PACKETS", "BYTES");
    }
    for (Finding each : findings) {
      print.printf(
          row,
          each.indicator(),
          time(each.firstNanos()).truncatedTo(ChronoUnit.MILLIS),
          time(each.lastNanos()).truncatedTo(ChronoUnit.MILLIS),
          each.flows(),
          each.packets(),
          each.bytes());
    }
    print.printf(
        "%d of %d indicators were seen in %d packets of %d files.%n",
        findings.size(), indicators.size(), hunt.packets(), files);
    print.flush();
  }

  private void json(Hunt hunt, Indicators indicators, List<String> warnings) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.setRootValueSeparator(new SerializedString("\n"));
    for (Finding each : hunt.findings()) {
      json.writeStartObject();
      json.writeStringField("indicator", each.indicator());
      json.writeNumberField("packets", each.packets());
      json.writeNumberField("bytes", each.bytes());
      json.writeNumberField("flows", each.flows());
      json.writeStringField("firstSeen", time(each.firstNanos()).toString());
      json.writeStringField("lastSeen", time(each.lastNanos()).toString());
      json.writeEndObject();
    }
    json.writeStartObject();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("packets", hunt.packets());
    json.writeNumberField("indicators", indicators.size());
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.flush();
    out.write('\n');
    out.flush();
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
