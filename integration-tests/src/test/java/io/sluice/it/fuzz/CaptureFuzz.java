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
    read(() -> CaptureFile.open(new ByteArrayInputStream(input)));
    Files.write(FILE, input);
    read(() -> CaptureFile.open(FILE));
  }

  private interface Opening {
    CaptureReader open() throws IOException;
  }

  private static void read(Opening opening) throws IOException {
    try (CaptureReader reader = opening.open()) {
      read(reader);
    } catch (UnreadableCaptureException e) {
      // Said in a sentence, as it should be
    }
  }

  private static void read(CaptureReader reader) throws IOException {
    int packets = 0;
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
  }
}
