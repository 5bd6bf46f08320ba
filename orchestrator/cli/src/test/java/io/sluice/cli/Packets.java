package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what was found, by the reader that appliances have. */
final class Packets {
  private Packets() {}

  /** The stamps in order, in seconds after {@link FakeAppliance#START}. */
  static List<Double> seconds(Path file) throws IOException {
    return seconds(Files.readAllBytes(file));
  }

  static List<Double> seconds(byte[] file) throws IOException {
    List<Double> seconds = new ArrayList<>();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(file))) {
      while (reader.next()) {
        seconds.add((reader.nanos() - FakeAppliance.nanos(0)) / 1e9);
      }
      assertThat(reader.warnings()).isEmpty();
    }
    return seconds;
  }
}
