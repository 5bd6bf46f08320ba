package io.sluice.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.resourcemanager.storage.fluent.models.StorageAccountInner;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs of one container, by the four calls of the Blob service that we need. Not
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
   */
  record Item(String name, Map<String, String> metadata) {}

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

  /** List Blobs below a prefix, all pages, with metadata. */
  List<Item> list(String container, String prefix) {
    List<Item> items = new ArrayList<>();
    String marker = "";
    do {
      String url =
          container
              + "?restype=container&comp=list&include=metadata&prefix="
              + URLEncoder.encode(prefix, StandardCharsets.UTF_8)
              + (marker.isEmpty()
                  ? ""
                  : "&marker=" + URLEncoder.encode(marker, StandardCharsets.UTF_8));
      try (HttpResponse response = send(request(HttpMethod.GET, url), Context.NONE, 200)) {
        BlobListing page = BlobListing.read(response.getBodyAsBinaryData().toBytes());
        items.addAll(page.items());
        marker = page.nextMarker();
      }
    } while (!marker.isEmpty());
    return items;
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
