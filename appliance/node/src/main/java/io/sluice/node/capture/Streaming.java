package io.sluice.node.capture;

import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.PcapngSink;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A search whose packets go to a connection as they are found. */
final class Streaming {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String PROGRAM = "sluice appliance";

  private Streaming() {}

  /**
   * Searches, and answers with one pcapng file. How many packets there were and what could not be
   * read stands in its trailers.
   *
   * @param follow whether to go on with what is captured from now on, until the peer leaves
   */
  static void search(
      SocketChannel connection, Path store, String filter, long from, long to, boolean follow)
      throws IOException, FilterException {
    Filters filters = Filters.of(filter);
    Answer.Chunked body =
        new Answer.Chunked(connection, Answer.PCAPNG, "Sluice-Packets, Sluice-Problems");
    try (PcapngWriter writer = new PcapngWriter(body, PROGRAM)) {
      StoreSearch search =
          new StoreSearch(
              store, filters, from, to, (segments, of, packets) -> flush(writer, follow));
      Thread.ofPlatform()
          .name("capture-api-peer")
          .daemon()
          .start(
              () -> {
                Conversation.untilClosed(connection);
                search.stop();
              });
      SearchReport report = run(search, new PcapngSink(writer), store, follow);
      writer.flush();
      body.end(
          "Sluice-Packets: %d\r\nSluice-Problems: %s\r\n"
              .formatted(report.packets(), oneLine(String.join(" ", report.problems()))));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static SearchReport run(StoreSearch search, PcapngSink sink, Path store, boolean follow)
      throws IOException {
    // Nothing has been captured yet
    Store.makePrivate(store, Disk.LINUX);
    return follow ? search.follow(sink, PAUSE) : search.run(sink);
  }

  /** Whoever follows is to see packets when they come, not when there are many. */
  private static void flush(PcapngWriter writer, boolean follow) {
    if (follow) {
      try {
        writer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
