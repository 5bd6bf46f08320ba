package io.sluice.sandbox.blob;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** The blobs of one container: bytes in a folder, everything else in memory. */
final class Container {
  private final Path folder;
  private final TreeMap<String, Blob> blobs = new TreeMap<>();

  /** Blocks that wait to be committed, by blob and block id. */
  private final Map<String, Map<String, byte[]>> staged = new HashMap<>();

  private long writes = Instant.now().toEpochMilli() << 12;

  Container(Path folder) {
    this.folder = folder;
  }

  synchronized Optional<Blob> get(String name) {
    return Optional.ofNullable(blobs.get(name));
  }

  synchronized List<Blob> list(String prefix) {
    return blobs.tailMap(prefix, true).values().stream()
        .takeWhile(blob -> blob.name().startsWith(prefix))
        .toList();
  }

  /**
   * Commits a blob.
   *
   * @param condition throws when the blob that stands must not be replaced
   */
  synchronized Blob put(
      String name,
      byte[] bytes,
      String contentType,
      Map<String, String> metadata,
      Consumer<Optional<Blob>> condition) {
    Optional<Blob> old = get(name);
    condition.accept(old);
    Path file = folder.resolve(fileName(name));
    try {
      Files.createDirectories(folder);
      Path whole = folder.resolve("." + UUID.randomUUID());
      Files.write(whole, bytes);
      // A reader that has the old version open reads it to its end
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store blob " + name, e);
    }
    Instant now = Instant.now();
    Blob blob =
        new Blob(
            name,
            file,
            bytes.length,
            md5(bytes),
            contentType,
            etag(),
            old.map(Blob::created).orElse(now),
            now,
            Map.copyOf(metadata));
    blobs.put(name, blob);
    staged.remove(name);
    return blob;
  }

  synchronized void stage(String name, String blockId, byte[] bytes) {
    staged.computeIfAbsent(name, n -> new HashMap<>()).put(blockId, bytes);
  }

  /** The staged blocks in that order, as one; empty when one of them is not there. */
  synchronized Optional<byte[]> assemble(String name, List<String> blockIds) {
    Map<String, byte[]> blocks = staged.getOrDefault(name, Map.of());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (String id : new ArrayList<>(blockIds)) {
      byte[] block = blocks.get(id);
      if (block == null) {
        return Optional.empty();
      }
      whole.writeBytes(block);
    }
    return Optional.of(whole.toByteArray());
  }

  synchronized Blob setMetadata(Blob blob, Map<String, String> metadata) {
    Blob changed = blob.withMetadata(Map.copyOf(metadata), etag());
    blobs.put(blob.name(), changed);
    return changed;
  }

  synchronized void delete(String name, Consumer<Optional<Blob>> condition) {
    Optional<Blob> old = get(name);
    condition.accept(old);
    old.ifPresent(
        blob -> {
          blobs.remove(name);
          try {
            Files.deleteIfExists(blob.file());
          } catch (IOException e) {
            throw new UncheckedIOException("cannot delete blob " + name, e);
          }
        });
  }

  /** Bytes of a blob, as they are now. */
  synchronized byte[] read(Blob blob) {
    try {
      return Files.readAllBytes(blob.file());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read blob " + blob.name(), e);
    }
  }

  /** A part of a blob's bytes, as they are now: what an asker for a range gets of a large one. */
  synchronized byte[] read(Blob blob, long first, int length) {
    try (FileChannel file = FileChannel.open(blob.file())) {
      ByteBuffer part = ByteBuffer.allocate(length);
      while (part.hasRemaining() && file.read(part, first + part.position()) >= 0) {
        // until it is whole
      }
      if (part.hasRemaining()) {
        throw new EOFException("it was replaced by a shorter one");
      }
      return part.array();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read blob " + blob.name(), e);
    }
  }

  private String etag() {
    return "0x" + Long.toHexString(++writes).toUpperCase(Locale.ROOT);
  }

  /** One flat file per blob, whatever its name holds. */
  private static String fileName(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
    return encoded.length() <= 200 && !encoded.startsWith(".")
        ? encoded
        : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
