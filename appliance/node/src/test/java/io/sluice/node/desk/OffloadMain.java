package io.sluice.node.desk;

import io.sluice.node.aws.AwsMetadata;
import io.sluice.node.aws.FakeAws;
import io.sluice.node.aws.S3Mailbox;
import io.sluice.node.capture.StoredSegment;
import io.sluice.node.mailbox.Backoff;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A process that offloads the segments of a folder, to be killed. */
final class OffloadMain {
  private OffloadMain() {}

  /** Bucket, metadata endpoint, folder. Says when it began, and when nothing waits any more. */
  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Backoff backoff = new Backoff(3, Duration.ofMillis(5), Duration.ofMillis(20));
    Clock clock = Clock.systemUTC();
    S3Mailbox mailbox =
        new S3Mailbox(
            client,
            backoff,
            arguments[0],
            FakeAws.REGION,
            new AwsMetadata(client, backoff, arguments[1], clock),
            clock);
    Path folder = Path.of(arguments[2]);
    List<StoredSegment> store = segments(folder);
    Offload offload =
        new Offload(
            new OffloadSettings(folder, 20 << 20, Duration.ofMillis(10), Duration.ofSeconds(5)),
            mailbox,
            () -> store);
    offload.wanted(true);
    offload.start("m_0");
    System.out.println("begun");
    while (true) {
      OffloadTotals totals = offload.totals();
      if (totals.waiting() == 0 && totals.segments() + totals.found() > 0) {
        break;
      }
      Thread.sleep(5);
    }
    offload.close();
    System.out.println("done " + offload.totals().segments() + " " + offload.totals().found());
  }

  static List<StoredSegment> segments(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".pcapng"))
          .sorted()
          .map(file -> new StoredSegment(file, Instant.EPOCH, Instant.EPOCH, 1, true))
          .toList();
    }
  }
}
