package io.sluice.node.azure;

import com.sun.net.httpserver.HttpExchange;
import io.sluice.node.mailbox.FakeStore;
import io.sluice.node.mailbox.Mailbox;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Blob storage and the metadata service on loopback. */
public final class FakeAzure extends FakeStore {
  private final Faults metadataFaults;
  private int tokens;

  public FakeAzure() throws IOException {
    metadataFaults = serve("/metadata/", this::metadata);
  }

  public void failMetadata(Integer... statuses) {
    metadataFaults.add(statuses);
  }

  public AzureMetadata metadata(Clock clock) {
    return new AzureMetadata(HttpClient.newHttpClient(), quick(), host(), "client", clock);
  }

  @Override
  public Mailbox mailbox() {
    return new AzureBlobMailbox(
        HttpClient.newHttpClient(), quick(), address(), metadata(Clock.systemUTC()));
  }

  private void metadata(HttpExchange exchange, byte[] body) throws IOException {
    if (!"true".equals(exchange.getRequestHeaders().getFirst("Metadata"))) {
      send(exchange, 400, "");
    } else if (exchange.getRequestURI().getPath().equals("/metadata/instance")) {
      send(exchange, 200, "{\"compute\":{\"name\":\"fleet_3\"}}");
    } else {
      tokens++;
      send(
          exchange,
          200,
          "{\"access_token\":\"secret-%d\",\"expires_in\":\"3600\"}".formatted(tokens));
    }
  }

  @Override
  protected void store(HttpExchange exchange, byte[] body) throws IOException {
    String object = object(exchange.getRequestURI().getPath());
    if (!("Bearer secret-" + tokens).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !"2023-11-03".equals(exchange.getRequestHeaders().getFirst("x-ms-version"))) {
      error(exchange, 401, "InvalidAuthenticationInfo");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      write(exchange, object, body);
    } else if (object.isEmpty()) {
      list(exchange);
    } else if (!objects.containsKey(object)) {
      error(exchange, 404, "BlobNotFound");
    } else {
      read(exchange, object);
    }
  }

  private void write(HttpExchange exchange, String object, byte[] body) throws IOException {
    boolean block = "BlockBlob".equals(exchange.getRequestHeaders().getFirst("x-ms-blob-type"));
    if (!isSound(exchange, "Content-MD5", "MD5", body)) {
      error(exchange, 400, "Md5Mismatch");
    } else if (isInTheWay(exchange, object)) {
      error(exchange, 409, "BlobAlreadyExists");
    } else {
      objects.put(object, body);
      send(exchange, block ? 201 : 400, "");
    }
  }

  /** List Blobs. */
  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    String from = query.getOrDefault("marker", "");
    List<String> found =
        named(query.getOrDefault("prefix", "")).stream()
            .filter(name -> name.compareTo(from) >= 0)
            .toList();
    StringBuilder page = new StringBuilder("\ufeff<EnumerationResults><Blobs>");
    for (String name : found.subList(0, Math.min(PAGE, found.size()))) {
      byte[] bytes = objects.get(name);
      page.append(
          "<Blob><Name>%s</Name><Properties><Content-Length>%d</Content-Length><Content-MD5>%s</Content-MD5></Properties></Blob>"
              .formatted(name, bytes.length, digest("MD5", bytes)));
    }
    String next = found.size() > PAGE ? found.get(PAGE) : "";
    send(
        exchange, 200, page + "</Blobs><NextMarker>" + next + "</NextMarker></EnumerationResults>");
  }
}
