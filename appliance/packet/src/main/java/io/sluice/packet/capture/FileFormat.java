package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Formats by how a file begins: the compressed ones, and those that are known but not read. */
final class FileFormat {
  private static final int LONGEST = 12;

  /** How files begin that people hold for captures (as bytes), and what they are. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    String other = "; `editcap -F pcapng` converts it";
    KNOWN.put("snoop\0\0\0", "a capture of Solaris snoop" + other);
    KNOWN.put("btsnoop\0", "a Bluetooth btsnoop log" + other);
    KNOWN.put("GMBU", "a capture of Microsoft Network Monitor 2" + other);
    KNOWN.put("RTSS", "a capture of Microsoft Network Monitor 1" + other);
    KNOWN.put("TRSNIFF data", "a capture of NetXray or Sniffer" + other);
    KNOWN.put("XCP\0", "a capture of Sniffer for Windows" + other);
    KNOWN.put("\u007fver", "a capture of EtherPeek" + other);
    KNOWN.put("\u00aa\u00aa\u00aa\u00aa", "a capture of Accellent 5Views" + other);
    KNOWN.put("\u0004\"M\u0018", "compressed with lz4; unpack it first");
    KNOWN.put("\u00fd7zXZ\0", "compressed with xz; unpack it first");
    KNOWN.put("BZh", "compressed with bzip2; unpack it first");
    KNOWN.put("PK\u0003\u0004", "a zip archive; unpack it first");
    KNOWN.put("7z\u00bc\u00af", "a 7-Zip archive; unpack it first");
  }

  private FileFormat() {}

  static boolean gzip(int littleEndian) {
    return (littleEndian & 0xffff) == 0x8b1f;
  }

  /** A frame, or a skippable one (https://www.rfc-editor.org/rfc/rfc8878#section-3.1). */
  static boolean zstd(int littleEndian) {
    return littleEndian == 0xfd2fb528 || (littleEndian & 0xffff_fff0) == 0x184d2a50;
  }

  static boolean compressed(int littleEndian) {
    return gzip(littleEndian) || zstd(littleEndian);
  }

  /** One sentence on a file that is neither pcap nor pcapng. */
  static String refusal(Supply supply) throws IOException {
    int length = 0;
    while (length < LONGEST && supply.have(length + 1)) {
      length++;
    }
    String trouble = supply.trouble();
    if (trouble != null) {
      return trouble;
    }
    if (length == 0) {
      return "It is empty";
    }
    byte[] bytes = supply.memory.asSlice(supply.at, length).toArray(ValueLayout.JAVA_BYTE);
    String start = new String(bytes, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> known : KNOWN.entrySet()) {
      if (start.startsWith(known.getKey())) {
        return "It is " + known.getValue();
      }
    }
    return "It is neither pcap nor pcapng";
  }
}
