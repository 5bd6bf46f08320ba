package io.sluice.node.azure;

import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Http;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.StoreClock;
import io.sluice.node.mailbox.Upload;
import io.sluice.node.mailbox.XmlList;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox in an Azure Blob container, by <a
 * href="https://learn.microsoft.com/rest/api/storageservices/get-blob">Get Blob</a> and <a
 * href="https://learn.microsoft.com/rest/api/storageservices/put-blob">Put Blob</a>.
 *
 * <p>Refusals (401, 403) are tried again: a role assignment takes up to minutes to be known
 * everywhere. So is 404 on a write, when the container is not there yet.
 */
public final class AzureBlobMailbox implements Mailbox {
  private static final String VERSION = "2023-11-03";
  private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z0-9]+)</Code>");
  private static final IntPredicate RETRY =
      status -> status == 401 || status == 403 || status == 408 || status == 429 || status >= 500;

  private final Http http;
  private final String container;
  private final AzureMetadata identity;
  private final StoreClock storeClock = new StoreClock(Clock.systemUTC());

  /**
   * @param container its URL, e.g. {@code https://ACCOUNT.blob.core.windows.net/mailbox}
   */
  public AzureBlobMailbox(
      HttpClient client, Backoff backoff, String container, AzureMetadata identity) {
    this.http = new Http(client, backoff);
    this.container =
        container.endsWith("/") ? container.substring(0, container.length() - 1) : container;
    this.identity = identity;
  }

  @Override
  public Reply get(String object, @Nullable String knownEtag)
      throws MailboxException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            "Reading " + object,
            object,
            request -> {
              if (knownEtag != null) {
                request.header("If-None-Match", knownEtag);
              }
              request.GET();
            },
            RETRY,
            0);
    return switch (response.statusCode()) {
      case 200 ->
          new Reply.Found(response.body(), response.headers().firstValue("ETag").orElse(""));
      case 304 -> new Reply.Unchanged();
      case 404 -> new Reply.Missing();
      default -> throw refused("Reading " + object, response);
    };
  }

  @Override
  public void put(String object, byte[] bytes, String contentType)
      throws MailboxException, InterruptedException {
    put(object, () -> BodyPublishers.ofByteArray(bytes), bytes.length, contentType);
  }

  @Override
  public void put(String object, Path file, String contentType)
      throws MailboxException, InterruptedException {
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw new MailboxException("%s cannot be read".formatted(file), e);
    }
    put(object, () -> BodyPublishers.ofFile(file), size, contentType);
  }

  private interface Body {
    HttpRequest.BodyPublisher publisher() throws IOException;
  }

  private void put(String object, Body body, long size, String contentType)
      throws MailboxException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            "Writing " + object,
            object,
            request ->
                request
                    .header("x-ms-blob-type", "BlockBlob")
                    .header("Content-Type", contentType)
                    .PUT(body.publisher()),
            RETRY.or(status -> status == 404),
            size);
    if (response.statusCode() != 201) {
      throw refused("Writing " + object, response);
    }
  }

  @Override
  public List<Listed> list(String prefix) throws MailboxException, InterruptedException {
    String what = "Listing " + prefix;
    List<Listed> all = new ArrayList<>();
    String marker = "";
    do {
      String page = marker.isEmpty() ? "" : "&marker=" + inQuery(marker);
      HttpResponse<byte[]> response =
          send(
              what,
              URI.create(
                  container + "?restype=container&comp=list&prefix=" + inQuery(prefix) + page),
              HttpRequest.Builder::GET,
              RETRY.or(status -> status == 404),
              0);
      if (response.statusCode() != 200) {
        throw refused(what, response);
      }
      XmlList list =
          XmlList.read(what, response.body(), "Blob", "NextMarker", AzureBlobMailbox::listed);
      all.addAll(list.objects());
      marker = list.next();
    } while (!marker.isEmpty());
    return all;
  }

  private static @Nullable Listed listed(Map<String, String> texts) {
    String name = texts.get("Name");
    String md5 = texts.getOrDefault("Content-MD5", "");
    return name == null
        ? null
        : new Listed(
            name,
            Long.parseLong(texts.getOrDefault("Content-Length", "-1")),
            md5.isEmpty() ? null : HexFormat.of().formatHex(Base64.getDecoder().decode(md5)));
  }

  private static String inQuery(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public boolean putNew(String object, Upload upload)
      throws MailboxException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            "Writing " + object,
            object,
            request ->
                request
                    .header("x-ms-blob-type", "BlockBlob")
                    .header("Content-Type", upload.contentType())
                    .header("Content-MD5", upload.md5Base64())
                    .header("If-None-Match", "*")
                    .PUT(upload.publisher()),
            RETRY.or(status -> status == 404),
            upload.patience());
    if (response.statusCode() == 409 && "BlobAlreadyExists".equals(errorCode(response))) {
      return false;
    }
    if (response.statusCode() != 201) {
      throw refused("Writing " + object, response);
    }
    return true;
  }

  @Override
  public Duration clockAhead() {
    return storeClock.ahead();
  }

  private interface Shape {
    void apply(HttpRequest.Builder request) throws IOException;
  }

  private HttpResponse<byte[]> send(
      String what, String object, Shape shape, IntPredicate retry, long bytes)
      throws MailboxException, InterruptedException {
    return send(what, URI.create(container + "/" + object), shape, retry, bytes);
  }

  private HttpResponse<byte[]> send(
      String what, URI uri, Shape shape, IntPredicate retry, long bytes)
      throws MailboxException, InterruptedException {
    String[] used = new String[1];
    HttpResponse<byte[]> answer =
        http.send(
            what,
            () -> {
              String token = identity.storageToken();
              used[0] = token;
              HttpRequest.Builder request =
                  HttpRequest.newBuilder(uri)
                      .header("Authorization", "Bearer " + token)
                      .header("x-ms-version", VERSION);
              try {
                shape.apply(request);
              } catch (IOException e) {
                throw new MailboxException(what + " cannot be done: its file cannot be read", e);
              }
              return request;
            },
            response -> {
              if (response.statusCode() == 401) {
                identity.discard(used[0]);
              }
              return retry.test(response.statusCode());
            },
            bytes);
    storeClock.seen(answer);
    return answer;
  }

  private static MailboxException refused(String what, HttpResponse<byte[]> response) {
    String code = errorCode(response);
    return new MailboxException(
        "%s was answered with %d%s"
            .formatted(what, response.statusCode(), code.isEmpty() ? "" : " " + code));
  }

  private static String errorCode(HttpResponse<byte[]> response) {
    Matcher code = ERROR_CODE.matcher(new String(response.body(), StandardCharsets.UTF_8));
    return code.find() ? code.group(1) : "";
  }
}
