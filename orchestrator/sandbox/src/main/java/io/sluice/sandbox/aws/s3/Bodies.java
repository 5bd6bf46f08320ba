package io.sluice.sandbox.aws.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Receives bodies into files, and holds them against every checksum that came with them. */
final class Bodies {
  private static final int BUFFER = 256 * 1024;

  private final Vault vault;

  Bodies(Vault vault) {
    this.vault = vault;
  }

  /**
   * Stores the body of a request.
   *
   * @param also a checksum to compute whatever the caller names
   * @throws S3Exception {@code BadDigest} and others; nothing of it is kept then
   */
  Content receive(Call call, Optional<Checksum> also) {
    Receipt[] receipt = new Receipt[1];
    Path file = write(call.bucket(), call.key(), out -> receipt[0] = receive(call, also, out));
    return new Content(
        file, receipt[0].length(), receipt[0].etag(), receipt[0].checksums(), false, List.of());
  }

  /** The body as text, held against every checksum that came with it. */
  static String text(Call call) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try {
      receive(call, Optional.empty(), whole);
    } catch (IOException e) {
      throw new UncheckedIOException("memory is always written", e);
    }
    return whole.toString(StandardCharsets.UTF_8);
  }

  private record Receipt(long length, String etag, Map<Checksum, String> checksums) {}

  private static Receipt receive(Call call, Optional<Checksum> also, OutputStream out)
      throws IOException {
    byte[] body = call.request().body();
    Checksum.Sum md5 = Checksum.Sum.of("MD5");
    Map<Checksum, Checksum.Sum> sums = new EnumMap<>(Checksum.class);
    wanted(call, also, true).forEach(each -> sums.put(each, each.begin()));
    long[] length = {0};
    AwsChunked.Sink sink =
        (bytes, offset, count) -> {
          out.write(bytes, offset, count);
          md5.update(bytes, offset, count);
          sums.values().forEach(sum -> sum.update(bytes, offset, count));
          length[0] += count;
        };
    Map<String, String> trailers = Map.of();
    if (isChunked(call)) {
      trailers = AwsChunked.decode(body, call.chunks(), sink);
      checkLength(call, length[0]);
    } else {
      sink.accept(body, 0, body.length);
    }
    byte[] digest = md5.value();
    checkMd5(call, digest);
    Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    for (Map.Entry<Checksum, Checksum.Sum> each : sums.entrySet()) {
      String value = Base64.getEncoder().encodeToString(each.getValue().value());
      check(call, trailers, each.getKey(), value);
      checksums.put(each.getKey(), value);
    }
    checkHash(call, checksums);
    if (!wanted(call, also, false).contains(Checksum.SHA256)) {
      // It only served to judge the request
      checksums.remove(Checksum.SHA256);
    }
    return new Receipt(length[0], HexFormat.of().formatHex(digest), Map.copyOf(checksums));
  }

  /** The checksums that the caller names, CRC-64/NVME for want of any, and SHA-256 to judge it. */
  private static List<Checksum> wanted(Call call, Optional<Checksum> also, boolean judge) {
    List<Checksum> wanted = new ArrayList<>();
    for (Checksum each : Checksum.values()) {
      if (isNamed(call, each) || also.filter(each::equals).isPresent()) {
        wanted.add(each);
      }
    }
    if (wanted.isEmpty()) {
      wanted.add(Checksum.CRC64NVME);
    }
    if (judge && isHash(call) && !wanted.contains(Checksum.SHA256)) {
      wanted.add(Checksum.SHA256);
    }
    return wanted;
  }

  private static boolean isNamed(Call call, Checksum checksum) {
    String trailer = call.header("x-amz-trailer").orElse("").toLowerCase(Locale.ROOT);
    return call.header(checksum.header()).isPresent()
        || List.of(trailer.split("[,\\s]+", -1)).contains(checksum.header())
        || call.header("x-amz-sdk-checksum-algorithm")
            .flatMap(Checksum::of)
            .filter(checksum::equals)
            .isPresent();
  }

  static boolean isChunked(Call call) {
    return call.header("content-encoding").orElse("").contains("aws-chunked")
        || call.header("x-amz-content-sha256").orElse("").startsWith("STREAMING-");
  }

  private static boolean isHash(Call call) {
    return call.header("x-amz-content-sha256").orElse("").matches("[0-9a-f]{64}");
  }

  private static void checkLength(Call call, long length) {
    Optional<String> said = call.header("x-amz-decoded-content-length");
    if (said.isEmpty()) {
      throw new S3Exception(
          411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }
    if (!said.get().equals(Long.toString(length))) {
      throw new S3Exception(
          400,
          "IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
  }

  private static void checkMd5(Call call, byte[] digest) {
    Optional<String> said = call.header("content-md5");
    if (said.isEmpty()) {
      return;
    }
    byte[] wanted;
    try {
      wanted = Base64.getDecoder().decode(said.get());
    } catch (IllegalArgumentException e) {
      wanted = new byte[0];
    }
    if (wanted.length != 16) {
      throw new S3Exception(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    if (!Arrays.equals(wanted, digest)) {
      throw new S3Exception(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static void check(
      Call call, Map<String, String> trailers, Checksum checksum, String value) {
    String name = checksum.header();
    Optional<String> said = Optional.ofNullable(trailers.get(name)).or(() -> call.header(name));
    if (said.isPresent() && !said.get().equals(value)) {
      throw new S3Exception(
          400,
          "BadDigest",
          "The " + checksum + " you specified did not match the calculated checksum.");
    }
  }

  private static void checkHash(Call call, Map<Checksum, String> checksums) {
    String computed = checksums.get(Checksum.SHA256);
    if (isHash(call) && computed != null) {
      String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(computed));
      if (!call.header("x-amz-content-sha256").orElse("").equals(hex)) {
        throw new S3Exception(
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.");
      }
    }
  }

  /**
   * Makes the bytes of parts one body.
   *
   * @param kind of checksum; every part has it where the whole is composite
   */
  Content join(String bucket, String key, List<Content> parts, Checksum kind, boolean composite) {
    Checksum.Sum etag = Checksum.Sum.of("MD5");
    Checksum.Sum sum = kind.begin();
    for (Content part : parts) {
      byte[] digest = HexFormat.of().parseHex(part.etag());
      etag.update(digest, 0, digest.length);
      if (composite) {
        byte[] value = Base64.getDecoder().decode(part.checksums().getOrDefault(kind, ""));
        sum.update(value, 0, value.length);
      }
    }
    AwsChunked.Sink sink = composite ? (bytes, offset, count) -> {} : sum::update;
    long length = parts.stream().mapToLong(Content::length).sum();
    Path file =
        write(
            bucket,
            key,
            out -> {
              for (Content part : parts) {
                pour(part.file(), 0, part.length(), out, sink);
              }
            });
    String suffix = "-" + parts.size();
    String value = Base64.getEncoder().encodeToString(sum.value());
    return new Content(
        file,
        length,
        HexFormat.of().formatHex(etag.value()) + suffix,
        Map.of(kind, composite ? value + suffix : value),
        composite,
        parts.stream().map(Content::length).toList());
  }

  /** Some bytes of a body as a body of their own, with one kind of checksum. */
  Content copy(Content source, String bucket, String key, long first, long length, Checksum kind) {
    Checksum.Sum md5 = Checksum.Sum.of("MD5");
    Checksum.Sum sum = kind.begin();
    AwsChunked.Sink sink =
        (bytes, offset, count) -> {
          md5.update(bytes, offset, count);
          sum.update(bytes, offset, count);
        };
    Path file = write(bucket, key, out -> pour(source.file(), first, length, out, sink));
    return new Content(
        file,
        length,
        HexFormat.of().formatHex(md5.value()),
        Map.of(kind, Base64.getEncoder().encodeToString(sum.value())),
        false,
        List.of());
  }

  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private Path write(String bucket, String key, Writer writer) {
    try {
      Path file = vault.file(bucket, key);
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
        writer.write(out);
        return file;
      } catch (IOException | RuntimeException e) {
        Vault.delete(file);
        throw e;
      }
    } catch (NoSuchFileException e) {
      // Somebody deleted the source in this moment
      throw S3Exception.noSuchKey(key);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store " + key, e);
    }
  }

  private static void pour(
      Path from, long first, long length, OutputStream out, AwsChunked.Sink sink)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(from)) {
      in.skipNBytes(first);
      long left = length;
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException(from + " is shorter than it was");
        }
        out.write(buffer, 0, count);
        sink.accept(buffer, 0, count);
        left -= count;
      }
    }
  }
}
