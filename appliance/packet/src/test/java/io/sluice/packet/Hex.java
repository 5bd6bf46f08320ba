package io.sluice.packet;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Bytes as tcpdump prints them: offsets and blanks are left out. */
final class Hex {
  private Hex() {}

  static byte[] bytes(String dump) {
    String digits =
        dump.lines()
            .map(line -> line.replaceFirst("^\\s*0x[0-9a-f]+:", ""))
            .reduce("", String::concat)
            .replaceAll("\\s+", "");
    return HexFormat.of().parseHex(digits);
  }

  static MemorySegment memory(String dump) {
    return MemorySegment.ofArray(bytes(dump));
  }
}
