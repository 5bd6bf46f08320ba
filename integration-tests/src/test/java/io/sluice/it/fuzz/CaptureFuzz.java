package io.sluice.it.fuzz;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.UnreadableCaptureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Capture files of any bytes, plain or compressed, by way of a stream and of a mapped file. */
public final class CaptureFuzz {
  /** A small input may unfold to very much; what comes after is like what came before. */
  private static final int MOST_PACKETS = 10_000;

  private static final int MOST_WARNINGS = 1_000;
  private static final Path FILE = temporary();

  private CaptureFuzz() {}

  private static Path temporary() {
    try {
      Path file = Files.createTempFile("sluice-fuzz", ".pcap");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    long streamed = 0;
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(input))) {
      streamed = read(reader);
    } catch (UnreadableCaptureException e) {
      streamed = -1;
    }
    Files.write(FILE, input);
    long mapped = 0;
    try (CaptureReader reader = CaptureFile.open(FILE)) {
      mapped = read(reader);
    } catch (UnreadableCaptureException e) {
      mapped = -1;
    }
    if (streamed != mapped) {
      throw new AssertionError(
          "%d packets of the stream, %d of the file".formatted(streamed, mapped));
    }
  }

  private static long read(CaptureReader reader) throws IOException {
    long packets = 0;
    while (packets < MOST_PACKETS && reader.next()) {
      packets++;
      Inputs.readable(reader.memory(), reader.at(), reader.at() + reader.captured());
      if (reader.wire() < 0 || reader.linkType() < 0) {
        throw new AssertionError(
            "%d bytes on the wire, link type %d".formatted(reader.wire(), reader.linkType()));
      }
    }
    if (reader.warnings().size() > MOST_WARNINGS) {
      throw new AssertionError(reader.warnings().size() + " warnings");
    }
    return packets;
  }
}
