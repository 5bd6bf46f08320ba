package io.sluice.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.resourcemanager.storage.fluent.models.StorageAccountInner;
import io.sluice.engine.mailbox.Objects;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Blobs of one container, by the few calls of the Blob service that we need. Not
 * azure-storage-blob: its builder takes addresses apart into account and container by their shape,
 * and an account whose endpoint has a path in it does not survive that.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api">Blob
 *     service REST API</a>
 */
final class Mailbox {
  /** The container's name. */
  static final String CONTAINER = "mailbox";

  private static final String VERSION = "2023-11-03";
  private static final HttpHeaderName MS_VERSION = HttpHeaderName.fromString("x-ms-version");
  private static final HttpHeaderName BLOB_TYPE = HttpHeaderName.fromString("x-ms-blob-type");
  private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");

  // A bundle is tens of megabytes and a laptop's uplink may be slow.
  private static final Context PATIENT =
      new Context("azure-response-timeout", Duration.ofMinutes(30));

  private final HttpPipeline pipeline;

  Mailbox(HttpPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * A blob as a listing shows it.
   *
   * @param metadata keys in lower case
   * @param size in bytes
   * @param modified to the second
   */
  record Item(String name, Map<String, String> metadata, long size, Instant modified) {}

  /** The container's address below an account's Blob endpoint, no slash at the end. */
  static String url(StorageAccountInner account) {
    String endpoint = account.primaryEndpoints().blob();
    return endpoint + (endpoint.endsWith("/") ? "" : "/") + CONTAINER;
  }

  /** Put Blob, in one request: up to 5,000 MiB from version 2019-12-12 on. */
  void put(String container, String name, BinaryData content, Map<String, String> metadata) {
    HttpRequest request = request(HttpMethod.PUT, container + "/" + name);
    request.setHeader(BLOB_TYPE, "BlockBlob");
    request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/octet-stream");
    request.setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(content.getLength()));
    metadata.forEach(
        (key, value) -> request.setHeader(HttpHeaderName.fromString("x-ms-meta-" + key), value));
    request.setBody(content);
    send(request, PATIENT, 201).close();
  }

  /** Get Blob; empty where there is none. */
  Optional<byte[]> get(String container, String name) {
    try (HttpResponse response =
        send(request(HttpMethod.GET, container + "/" + name), Context.NONE, 200, 404)) {
      return response.getStatusCode() == 404
          ? Optional.empty()
          : Optional.of(response.getBodyAsBinaryData().toBytes());
    }
  }

  /** Delete Blob; already gone is success. */
  void delete(String container, String name) {
    send(request(HttpMethod.DELETE, container + "/" + name), Context.NONE, 202, 404).close();
  }

  /** Get Blob; not where it still is the version that is known. */
  Objects.Read read(String container, String name, @Nullable String known) {
    HttpRequest request = request(HttpMethod.GET, container + "/" + name);
    if (known != null) {
      request.setHeader(HttpHeaderName.IF_NONE_MATCH, known);
    }
    try (HttpResponse response = send(request, Context.NONE, 200, 304, 404)) {
      return switch (response.getStatusCode()) {
        case 304 -> new Objects.Same();
        case 404 -> new Objects.Absent();
        default ->
            new Objects.Content(
                response.getBodyAsBinaryData().toBytes(),
                response.getHeaderValue(HttpHeaderName.ETAG));
      };
    }
  }

  /** Get Blob with a range; no bytes where it begins past the end. */
  Optional<byte[]> range(String container, String name, long from, int length) {
    HttpRequest request = request(HttpMethod.GET, container + "/" + name);
    request.setHeader(RANGE, "bytes=" + from + "-" + (from + length - 1));
    try (HttpResponse response = send(request, Context.NONE, 200, 206, 404, 416)) {
      return switch (response.getStatusCode()) {
        case 404 -> Optional.empty();
        case 416 -> Optional.of(new byte[0]);
        default -> Optional.of(response.getBodyAsBinaryData().toBytes());
      };
    }
  }

  /**
   * Put Blob, if it still is the version that was seen; 412 says that it is not, and 409 that one
   * is there where none was seen.
   *
   * @param seen null where there must be none
   * @return the version written; empty where another stands there
   */
  Optional<String> replace(String container, String name, byte[] bytes, @Nullable String seen) {
    HttpRequest request = request(HttpMethod.PUT, container + "/" + name);
    request.setHeader(BLOB_TYPE, "BlockBlob");
    request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/octet-stream");
    request.setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(bytes.length));
    if (seen == null) {
      request.setHeader(HttpHeaderName.IF_NONE_MATCH, "*");
    } else {
      request.setHeader(HttpHeaderName.IF_MATCH, seen);
    }
    request.setBody(BinaryData.fromBytes(bytes));
    try (HttpResponse response = send(request, Context.NONE, 201, 409, 412)) {
      if (response.getStatusCode() == 201) {
        return Optional.of(response.getHeaderValue(HttpHeaderName.ETAG));
      }
      if (response.getStatusCode() == 412 || "BlobAlreadyExists".equals(code(response))) {
        return Optional.empty();
      }
      throw new BlobException(response.buffer());
    }
  }

  /** List Blobs below a prefix, all pages, with metadata. */
  List<Item> list(String container, String prefix) {
    return pages(container, prefix).toList();
  }

  /** The same, each page read when it is come to. */
  Stream<Item> pages(String container, String prefix) {
    BlobListing first = page(container, prefix, "");
    return Stream.iterate(
            first,
            java.util.Objects::nonNull,
            page -> page.nextMarker().isEmpty() ? null : page(container, prefix, page.nextMarker()))
        .flatMap(page -> page.items().stream());
  }

  private BlobListing page(String container, String prefix, String marker) {
    String url =
        container
            + "?restype=container&comp=list&include=metadata&prefix="
            + URLEncoder.encode(prefix, StandardCharsets.UTF_8)
            + (marker.isEmpty()
                ? ""
                : "&marker=" + URLEncoder.encode(marker, StandardCharsets.UTF_8));
    try (HttpResponse response = send(request(HttpMethod.GET, url), Context.NONE, 200)) {
      return BlobListing.read(response.getBodyAsBinaryData().toBytes());
    }
  }

  private static HttpRequest request(HttpMethod method, String url) {
    return new HttpRequest(method, url).setHeader(MS_VERSION, VERSION);
  }

  private HttpResponse send(HttpRequest request, Context context, int... expected) {
    HttpResponse response = pipeline.sendSync(request, context);
    for (int status : expected) {
      if (response.getStatusCode() == status && !containerMissing(response)) {
        return response;
      }
    }
    try (response) {
      throw new BlobException(response.buffer());
    }
  }

  // A 404 for a blob is an answer, a 404 for the container is not.
  private static boolean containerMissing(HttpResponse response) {
    return response.getStatusCode() == 404
        && "ContainerNotFound".equals(code(response))
        && response.getRequest().getHttpMethod() != HttpMethod.DELETE;
  }

  /** The service's error code, which also stands in a header. */
  static @Nullable String code(HttpResponse response) {
    return response.getHeaderValue(HttpHeaderName.fromString("x-ms-error-code"));
  }
}
