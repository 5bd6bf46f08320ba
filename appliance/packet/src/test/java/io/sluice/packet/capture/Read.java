package io.sluice.packet.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** All that a reader tells of a capture. */
record Read(List<Packet> packets, List<String> warnings) {
  /** One packet; its bytes are looked at, so that a reader that points outside its memory fails. */
  record Packet(long nanos, int captured, int wire, int linkType) {}

  static Read all(byte[] file) throws IOException {
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(file))) {
      return all(reader);
    }
  }

  static Read all(CaptureReader reader) throws IOException {
    List<Packet> packets = new ArrayList<>();
    while (reader.next()) {
      packets.add(packet(reader));
    }
    return new Read(packets, reader.warnings());
  }

  static Packet packet(CaptureReader reader) {
    bytes(reader);
    return new Packet(reader.nanos(), reader.captured(), reader.wire(), reader.linkType());
  }

  static byte[] bytes(CaptureReader reader) {
    return reader.memory().asSlice(reader.at(), reader.captured()).toArray(ValueLayout.JAVA_BYTE);
  }
}
