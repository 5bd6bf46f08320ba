package io.sluice.it.export;

import io.sluice.node.export.Collector;
import io.sluice.node.export.ExportSettings;
import io.sluice.node.export.ExportTotals;
import io.sluice.node.export.FlowExport;
import io.sluice.node.export.FlowsConfig;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.FlowSink;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import io.sluice.packet.Decoder;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures captures as a worker does and lets their flow records go by the export's own threads, to
 * a collector and to a folder that stands for the mailbox; prints what it counted itself.
 */
public final class ExportMain {
  private static final long SECOND = 1_000_000_000L;

  /** Records at once that a collector on a shared machine keeps up with. */
  private static final int BURST = 500;

  private final FlowExport export;
  private final FlowSink onward;
  private final FirstLook look = new FirstLook();
  private long records;
  private long flows;
  private long packets;
  private long bytes;

  private ExportMain(FlowExport export) {
    this.export = export;
    this.onward = export.sink(0, look);
  }

  /**
   * @param arguments a folder to work in, the collector's port, captures
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    FlowExport export =
        new FlowExport(
            ExportSettings.defaults(folder.resolve("state")),
            new Folder(folder.resolve("mailbox")),
            loopback);
    ExportMain main = new ExportMain(export);
    export.change(
        new FlowsConfig(
            Duration.ofSeconds(10),
            List.of(new Collector("127.0.0.1", Integer.parseInt(arguments[1]))),
            true));
    export.start("judged");
    for (String capture : List.of(arguments).subList(2, arguments.length)) {
      main.measure(Path.of(capture));
    }
    export.close();
    ExportTotals totals = export.totals();
    System.out.printf(
        "{\"records\": %d, \"flows\": %d, \"packets\": %d, \"bytes\": %d, \"dropped\": %d,"
            + " \"written\": %d, \"uploaded\": %d, \"ipfix\": %d, \"ipfixFailed\": %d}%n",
        main.records,
        main.flows,
        main.packets,
        main.bytes,
        totals.recordsDropped(),
        totals.recordsWritten(),
        totals.recordsUploaded(),
        totals.ipfixRecords(),
        totals.ipfixMessagesFailed());
  }

  private void measure(Path capture) throws IOException, InterruptedException {
    FlowSettings settings = new FlowSettings(1 << 16, 60 * SECOND, 10 * SECOND, false);
    Decoder decoder = new Decoder();
    try (CaptureReader reader = CaptureFile.open(capture);
        FlowMeter meter = new FlowMeter(settings, look, this::told)) {
      while (reader.next()) {
        meter.tick(reader.nanos());
        decoder.decode(
            reader.memory(), reader.at(), reader.captured(), reader.wire(), reader.linkType());
        meter.packet(decoder, reader.nanos());
      }
      meter.flush();
    }
    caughtUp();
  }

  /** A flow's last record says all that it carried. */
  private void told(Flow flow, FlowEnd end) {
    records++;
    if (end != FlowEnd.INTERVAL) {
      flows++;
      packets += flow.packets(Flow.AB) + flow.packets(Flow.BA);
      bytes += flow.bytes(Flow.AB) + flow.bytes(Flow.BA);
    }
    onward.accept(flow, end);
    if (records % BURST == 0) {
      try {
        caughtUp();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void caughtUp() throws InterruptedException {
    while (export.totals().recordsWritten() + export.totals().recordsStoreFailed() < records) {
      Thread.sleep(5);
    }
  }

  /** A mailbox that is a folder. */
  private record Folder(Path top) implements Mailbox {
    @Override
    public Reply get(String object, @Nullable String knownEtag) {
      return new Reply.Missing();
    }

    @Override
    public void put(String object, byte[] content, String contentType) throws MailboxException {
      try {
        Path file = top.resolve(object);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      } catch (IOException e) {
        throw new MailboxException("Writing %s failed".formatted(object), e);
      }
    }

    @Override
    public void put(String object, Path file, String contentType) throws MailboxException {
      try {
        put(object, Files.readAllBytes(file), contentType);
      } catch (IOException e) {
        throw new MailboxException("Reading %s failed".formatted(file), e);
      }
    }

    @Override
    public List<Listed> list(String prefix) {
      return List.of();
    }

    @Override
    public boolean putNew(String object, Upload upload) throws MailboxException {
      if (Files.exists(top.resolve(object))) {
        return false;
      }
      put(object, upload.file(), upload.contentType());
      return true;
    }

    @Override
    public Duration clockAhead() {
      return Duration.ZERO;
    }
  }
}
