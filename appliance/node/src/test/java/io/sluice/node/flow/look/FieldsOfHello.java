package io.sluice.node.flow.look;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** JA4 made of what tshark reads in a ClientHello, by FoxIO's description once more. */
final class FieldsOfHello {
  static final List<String> ALL =
      List.of(
          "tls.handshake.extensions_server_name",
          "tls.handshake.version",
          "tls.handshake.ciphersuite",
          "tls.handshake.extension.type",
          "tls.handshake.extensions.supported_version",
          "tls.handshake.sig_hash_alg",
          "tls.handshake.extensions_alpn_str");

  private final Map<String, List<String>> frame;

  FieldsOfHello(Map<String, List<String>> frame) {
    this.frame = frame;
  }

  String sni() {
    return Tshark.last(frame, "tls.handshake.extensions_server_name").toLowerCase(Locale.ROOT);
  }

  private List<String> numbers(String field) {
    return frame.getOrDefault(field, List.of()).stream()
        .map(number -> "%04x".formatted(Integer.decode(number)))
        .filter(number -> !number.matches("(.a)\\1"))
        .toList();
  }

  private static String hash(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    return text.isEmpty() ? "000000000000" : HexFormat.of().formatHex(hash, 0, 6);
  }

  String ja4() throws Exception {
    List<String> ciphers = numbers("tls.handshake.ciphersuite");
    List<String> extensions = numbers("tls.handshake.extension.type");
    List<String> offered = numbers("tls.handshake.extensions.supported_version");
    List<String> versions = offered.isEmpty() ? numbers("tls.handshake.version") : offered;
    String version =
        switch (versions.stream().max(String::compareTo).orElse("")) {
          case "0304" -> "13";
          case "0303" -> "12";
          case "0302" -> "11";
          case "0301" -> "10";
          case "0300" -> "s3";
          default -> "00";
        };
    String alpn =
        frame.getOrDefault("tls.handshake.extensions_alpn_str", List.of()).stream()
            .findFirst()
            .map(first -> "" + first.charAt(0) + first.charAt(first.length() - 1))
            .orElse("00");
    String types =
        extensions.stream()
            .filter(type -> !"0000".equals(type) && !"0010".equals(type))
            .sorted()
            .collect(Collectors.joining(","));
    List<String> signatures = numbers("tls.handshake.sig_hash_alg");
    return "t%s%s%02d%02d%s_%s_%s"
        .formatted(
            version,
            extensions.contains("0000") ? "d" : "i",
            Math.min(99, ciphers.size()),
            Math.min(99, extensions.size()),
            alpn,
            hash(ciphers.stream().sorted().collect(Collectors.joining(","))),
            hash(signatures.isEmpty() ? types : types + "_" + String.join(",", signatures)));
  }
}
