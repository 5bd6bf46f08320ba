package io.sluice.sandbox.blob;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.BlobContainerType;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.RoleDefinitions.BlobAccess;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data plane at {@code /blob/{account}/{container}/{object*}}. A container is there when ARM
 * has its document; when that goes, so do its blobs.
 */
public final class BlobService implements Handler {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final Path folder;
  private final Documents documents;
  private final Permissions permissions;
  private final Map<String, Container> containers = new ConcurrentHashMap<>();

  /**
   * @param folder where the blobs' bytes go; must be empty or absent
   */
  public BlobService(Path folder, Documents documents) {
    this.folder = folder;
    this.documents = documents;
    this.permissions = new Permissions(documents);
    documents.onChange(
        id -> {
          if (id.contains("/containers/") && documents.get(id).isEmpty()) {
            containers.remove(id.toLowerCase(Locale.ROOT));
          }
        });
  }

  @Override
  public Response handle(Request request) {
    String requestId = UUID.randomUUID().toString();
    Response response;
    try {
      response = answer(request);
    } catch (BlobException refusal) {
      response = refused(refusal, requestId);
    }
    return response
        .with("x-ms-request-id", requestId)
        .with("x-ms-version", request.header("x-ms-version").orElse("2023-11-03"))
        .with("Date", BlobXml.date(Instant.now()));
  }

  private static Response refused(BlobException refusal, String requestId) {
    Response response = Response.of(refusal.status()).with("x-ms-error-code", refusal.code());
    if (refusal.status() == 401) {
      response =
          response.with(
              "WWW-Authenticate",
              "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize"
                  + " resource_id=https://storage.azure.com");
    }
    return refusal.status() == 304
        ? response
        : response
            .with("Content-Type", "application/xml")
            .withBody(BlobXml.error(refusal, requestId).getBytes(StandardCharsets.UTF_8));
  }

  private Response answer(Request request) {
    String account = request.variable("account");
    String name = request.variable("container");
    ObjectNode found =
        documents.list("Microsoft.Storage/storageAccounts").stream()
            .filter(document -> Json.text(document, "name").equals(account))
            .findFirst()
            .orElseThrow(
                () ->
                    new BlobException(
                        404, "ResourceNotFound", "There is no account " + account + "."));
    String id = Json.text(found, "id") + "/blobServices/default/containers/" + name;
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    permissions.require(request, id, reads ? BlobAccess.READ : BlobAccess.WRITE);
    if (documents
        .get(id)
        .filter(d -> d.path("type").asText().equals(BlobContainerType.NAME))
        .isEmpty()) {
      throw new BlobException(404, "ContainerNotFound", "The specified container does not exist.");
    }
    Container container =
        containers.computeIfAbsent(
            id.toLowerCase(Locale.ROOT),
            key -> new Container(folder.resolve(account).resolve(name + "-" + UUID.randomUUID())));
    String blob = request.variable("object");
    return blob.isEmpty() ? container(request, name, container) : blob(request, container, blob);
  }

  private static Response container(Request request, String name, Container container) {
    if (!request.query("restype").orElse("").equals("container")
        || !(request.method().equals("GET") || request.method().equals("HEAD"))) {
      throw unsupported();
    }
    if (!request.query("comp").orElse("").equals("list")) {
      return Response.of(200)
          .with("x-ms-lease-status", "unlocked")
          .with("x-ms-lease-state", "available");
    }
    List<Blob> blobs = container.list(request.query("prefix").orElse(""));
    return Response.of(200)
        .with("Content-Type", "application/xml")
        .withBody(BlobXml.list(request, name, blobs).getBytes(StandardCharsets.UTF_8));
  }

  private static Response blob(Request request, Container container, String name) {
    String part = request.query("comp").orElse("");
    return switch (request.method() + (part.isEmpty() ? "" : " " + part)) {
      case "PUT" -> put(request, container, name);
      case "PUT block" -> putBlock(request, container, name);
      case "PUT blocklist" -> putBlockList(request, container, name);
      case "PUT metadata" -> putMetadata(request, container, name);
      case "GET", "HEAD" -> get(request, container, name);
      case "GET metadata", "HEAD metadata" -> {
        Blob blob = container.get(name).orElseThrow(BlobException::blobNotFound);
        yield versioned(Response.of(200), blob);
      }
      case "DELETE" -> delete(request, container, name);
      default -> throw unsupported();
    };
  }

  private static Response put(Request request, Container container, String name) {
    String type =
        request
            .header("x-ms-blob-type")
            .orElseThrow(
                () ->
                    new BlobException(
                        400,
                        "MissingRequiredHeader",
                        "An HTTP header that's mandatory for this request is not specified:"
                            + " x-ms-blob-type."));
    if (!type.equals("BlockBlob")) {
      throw new BlobException(
          400, "InvalidHeaderValue", "Of blob types this service knows BlockBlob alone.");
    }
    checkMd5(request);
    Blob blob = commit(request, container, name, request.body());
    return created(blob).with("Content-MD5", blob.md5());
  }

  private static Blob commit(Request request, Container container, String name, byte[] bytes) {
    String type =
        request
            .header("x-ms-blob-content-type")
            .or(() -> request.header("content-type").filter(t -> request.query("comp").isEmpty()))
            .orElse("application/octet-stream");
    return container.put(
        name, bytes, type, metadata(request), standing -> Conditions.write(request, standing));
  }

  private static Response putBlock(Request request, Container container, String name) {
    checkMd5(request);
    String id =
        request
            .query("blockid")
            .orElseThrow(
                () -> new BlobException(400, "InvalidQueryParameterValue", "blockid is missing."));
    container.stage(name, id, request.body());
    return Response.of(201)
        .with("Content-MD5", Container.md5(request.body()))
        .with("x-ms-request-server-encrypted", "true");
  }

  private static Response putBlockList(Request request, Container container, String name) {
    byte[] whole =
        container
            .assemble(name, BlobXml.blockIds(request.text()))
            .orElseThrow(
                () ->
                    new BlobException(
                        400, "InvalidBlockList", "The specified block list is invalid."));
    return created(commit(request, container, name, whole));
  }

  private static Response putMetadata(Request request, Container container, String name) {
    Blob blob = container.get(name).orElseThrow(BlobException::blobNotFound);
    Conditions.write(request, Optional.of(blob));
    Blob changed = container.setMetadata(blob, metadata(request));
    return Response.of(200)
        .with("ETag", "\"" + changed.etag() + "\"")
        .with("Last-Modified", BlobXml.date(changed.modified()))
        .with("x-ms-request-server-encrypted", "true");
  }

  private static Response created(Blob blob) {
    return Response.of(201)
        .with("ETag", "\"" + blob.etag() + "\"")
        .with("Last-Modified", BlobXml.date(blob.modified()))
        .with("x-ms-request-server-encrypted", "true");
  }

  private static Response get(Request request, Container container, String name) {
    Blob blob = container.get(name).orElseThrow(BlobException::blobNotFound);
    Conditions.read(request, blob);
    Response whole =
        versioned(Response.of(200), blob)
            .with("Content-Type", blob.contentType())
            .with("Accept-Ranges", "bytes");
    if (request.method().equals("HEAD")) {
      return whole
          .with("Content-Length", Long.toString(blob.length()))
          .with("Content-MD5", blob.md5());
    }
    Optional<String> range = request.header("x-ms-range").or(() -> request.header("range"));
    Matcher matcher = RANGE.matcher(range.orElse(""));
    if (!matcher.matches()) {
      return whole.with("Content-MD5", blob.md5()).withBody(container.read(blob));
    }
    return part(whole, container, blob, matcher);
  }

  private static Response part(Response whole, Container container, Blob blob, Matcher range) {
    long first = Long.parseLong(range.group(1));
    if (first >= blob.length()) {
      throw new BlobException(
          416,
          "InvalidRange",
          "The range specified is invalid for the current size of the resource.");
    }
    long last =
        range.group(2).isEmpty()
            ? blob.length() - 1L
            : Math.min(Long.parseLong(range.group(2)), blob.length() - 1L);
    byte[] part = container.read(blob, first, (int) (last + 1 - first));
    return whole
        .withStatus(206)
        .withBody(part)
        .with("Content-Range", "bytes " + first + "-" + last + "/" + blob.length())
        .with("x-ms-blob-content-md5", blob.md5());
  }

  private static Response versioned(Response response, Blob blob) {
    Response described =
        response
            .with("ETag", "\"" + blob.etag() + "\"")
            .with("Last-Modified", BlobXml.date(blob.modified()))
            .with("x-ms-creation-time", BlobXml.date(blob.created()))
            .with("x-ms-blob-type", "BlockBlob")
            .with("x-ms-lease-status", "unlocked")
            .with("x-ms-lease-state", "available")
            .with("x-ms-access-tier", "Hot")
            .with("x-ms-server-encrypted", "true");
    for (Map.Entry<String, String> entry : blob.metadata().entrySet()) {
      described = described.with("x-ms-meta-" + entry.getKey(), entry.getValue());
    }
    return described;
  }

  private static Response delete(Request request, Container container, String name) {
    container.delete(
        name,
        standing -> {
          if (standing.isEmpty()) {
            throw BlobException.blobNotFound();
          }
          Conditions.write(request, standing);
        });
    return Response.of(202).with("x-ms-delete-type-permanent", "true");
  }

  private static Map<String, String> metadata(Request request) {
    Map<String, String> metadata = new TreeMap<>();
    request
        .headers()
        .forEach(
            (header, value) -> {
              if (header.regionMatches(true, 0, "x-ms-meta-", 0, 10)) {
                metadata.put(header.substring(10), value);
              }
            });
    return metadata;
  }

  private static void checkMd5(Request request) {
    Optional<String> sent = request.header("content-md5");
    if (sent.isPresent() && !sent.get().equals(Container.md5(request.body()))) {
      throw new BlobException(
          400,
          "Md5Mismatch",
          "The MD5 value specified in the request did not match with the MD5 value calculated by"
              + " the server.");
    }
  }

  private static BlobException unsupported() {
    return new BlobException(
        405, "UnsupportedHttpVerb", "The resource doesn't support the specified HTTP verb.");
  }
}
