package io.sluice.sandbox.aws.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with its objects: bytes in files, everything else in memory. Its lock is never held
 * while bytes are moved. Thread-safe.
 */
final class Bucket {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** S3 sorts by the bytes of UTF-8. */
  static final Comparator<String> ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final String name;
  private final String region;
  private final Instant created = Instant.now();
  private Settings settings;

  /** The newest version first; never empty. */
  private final TreeMap<String, List<ObjectVersion>> objects = new TreeMap<>(ORDER);

  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private boolean gone;

  Bucket(String name, String region, Settings settings) {
    this.name = name;
    this.region = region;
    this.settings = settings;
  }

  String name() {
    return name;
  }

  String region() {
    return region;
  }

  Instant created() {
    return created;
  }

  synchronized Settings settings() {
    return settings;
  }

  synchronized void change(UnaryOperator<Settings> change) {
    settings = change.apply(settings);
  }

  /**
   * Ends it, so that nothing is put into it any more.
   *
   * @throws S3Exception {@code BucketNotEmpty}
   */
  synchronized void close() {
    if (!objects.isEmpty()) {
      throw new S3Exception(
              409,
              "BucketNotEmpty",
              settings.versioning().isPresent()
                  ? "The bucket you tried to delete is not empty. You must delete all versions in"
                      + " the bucket."
                  : "The bucket you tried to delete is not empty")
          .detail("BucketName", name);
    }
    gone = true;
    List.copyOf(uploads.keySet()).forEach(this::endUpload);
  }

  /** The newest version of a key, be it a delete marker. */
  synchronized Optional<ObjectVersion> newest(String key) {
    return Optional.ofNullable(objects.get(key)).map(List::getFirst);
  }

  synchronized Optional<ObjectVersion> version(String key, String id) {
    return objects.getOrDefault(key, List.of()).stream()
        .filter(version -> version.id().equals(id))
        .findFirst();
  }

  /** The object as a GET without a version sees it. */
  Optional<ObjectVersion> current(String key) {
    return newest(key).filter(version -> !version.isMarker());
  }

  /** What a GET sees and its bytes, which stay readable when the object goes. */
  record Opened(ObjectVersion version, FileChannel channel) {}

  /** Opens a version unless it went meanwhile. */
  synchronized Optional<Opened> open(ObjectVersion version) {
    if (version(version.key(), version.id()).filter(each -> same(each, version)).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Opened(version, FileChannel.open(version.bytes().file(), StandardOpenOption.READ)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + version.key(), e);
    }
  }

  private static boolean same(ObjectVersion a, ObjectVersion b) {
    return Objects.equals(a.content(), b.content());
  }

  /** All objects that a list without versions shows. */
  synchronized List<ObjectVersion> list() {
    return objects.values().stream()
        .map(List::getFirst)
        .filter(version -> !version.isMarker())
        .toList();
  }

  /** All versions and delete markers, the newest of a key first. */
  synchronized List<ObjectVersion> versions() {
    return objects.values().stream().flatMap(List::stream).toList();
  }

  synchronized boolean isNewest(ObjectVersion version) {
    return newest(version.key()).filter(version::equals).isPresent();
  }

  /**
   * Puts an object whose bytes are there.
   *
   * @param condition throws when what stands must not be replaced
   */
  synchronized ObjectVersion put(
      String key,
      Content content,
      Map<String, String> headers,
      Map<String, String> tags,
      Consumer<Optional<ObjectVersion>> condition) {
    try {
      if (gone) {
        throw S3Exception.noSuchBucket(name);
      }
      condition.accept(current(key));
    } catch (RuntimeException e) {
      Vault.delete(content.file());
      throw e;
    }
    return add(key, content, headers, tags);
  }

  /**
   * Makes an object of an upload. Of two who complete the same one, the second finds it gone.
   *
   * @param condition throws when what stands must not be replaced; the upload stays then
   */
  synchronized ObjectVersion complete(
      Upload upload, Content content, Consumer<Optional<ObjectVersion>> condition) {
    ObjectVersion version =
        put(
            upload.key(),
            content,
            upload.headers(),
            upload.tags(),
            standing -> {
              upload(upload.key(), upload.id());
              condition.accept(standing);
            });
    endUpload(upload.id());
    return version;
  }

  private ObjectVersion add(
      String key,
      @Nullable Content content,
      Map<String, String> headers,
      Map<String, String> tags) {
    boolean keeps = settings.keepsVersions();
    if (!keeps) {
      remove(key, ObjectVersion.UNVERSIONED);
    }
    ObjectVersion version =
        new ObjectVersion(
            key,
            keeps ? id(24) : ObjectVersion.UNVERSIONED,
            content,
            Map.copyOf(headers),
            Map.copyOf(tags),
            Instant.now());
    objects.computeIfAbsent(key, k -> new ArrayList<>()).addFirst(version);
    return version;
  }

  private Optional<ObjectVersion> remove(String key, String id) {
    Optional<ObjectVersion> found = version(key, id);
    found.ifPresent(
        version -> {
          List<ObjectVersion> versions = objects.getOrDefault(key, List.of());
          versions.remove(version);
          if (versions.isEmpty()) {
            objects.remove(key);
          }
          if (!version.isMarker()) {
            Vault.delete(version.bytes().file());
          }
        });
    return found;
  }

  /**
   * Deletes an object, or puts a marker where versions are kept.
   *
   * @return the marker, if one was put
   */
  synchronized Optional<ObjectVersion> delete(
      String key, Consumer<Optional<ObjectVersion>> condition) {
    condition.accept(current(key));
    if (settings.versioning().isEmpty()) {
      remove(key, ObjectVersion.UNVERSIONED);
      return Optional.empty();
    }
    return Optional.of(add(key, null, Map.of(), Map.of()));
  }

  /** Deletes one version for good; empty where there is none such. */
  synchronized Optional<ObjectVersion> deleteVersion(String key, String id) {
    return remove(key, id);
  }

  synchronized void setTags(ObjectVersion version, Map<String, String> tags) {
    List<ObjectVersion> versions = objects.getOrDefault(version.key(), List.of());
    versions.replaceAll(each -> each.id().equals(version.id()) ? each.withTags(tags) : each);
  }

  synchronized Upload begin(Upload upload) {
    uploads.put(upload.id(), upload);
    return upload;
  }

  /** The upload, or {@code NoSuchUpload}. */
  synchronized Upload upload(String key, String id) {
    Upload upload = uploads.get(id);
    if (upload == null || !upload.key().equals(key)) {
      throw new S3Exception(
              404,
              "NoSuchUpload",
              "The specified upload does not exist. The upload ID may be invalid, or the upload may"
                  + " have been aborted or completed.")
          .detail("UploadId", id);
    }
    return upload;
  }

  synchronized List<Upload> uploads() {
    return uploads.values().stream()
        .sorted(Comparator.comparing(Upload::key, ORDER).thenComparing(Upload::begun))
        .toList();
  }

  synchronized void addPart(String key, String uploadId, int number, Content content) {
    Upload upload;
    try {
      upload = upload(key, uploadId);
    } catch (S3Exception e) {
      Vault.delete(content.file());
      throw e;
    }
    Upload.Part old = upload.parts().put(number, new Upload.Part(content, Instant.now()));
    if (old != null) {
      Vault.delete(old.content().file());
    }
  }

  synchronized Map<Integer, Upload.Part> parts(Upload upload) {
    return new TreeMap<>(upload.parts());
  }

  /** Forgets an upload and its parts. */
  synchronized void endUpload(String id) {
    Upload upload = uploads.remove(id);
    if (upload != null) {
      upload.parts().values().forEach(part -> Vault.delete(part.content().file()));
    }
  }

  /** A random id of letters, digits, dashes and underscores. */
  static String id(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
