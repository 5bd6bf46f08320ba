package io.sluice.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer: a body held in memory, or one that is written as it comes to be. */
public final class Response {
  private static final byte[] NOTHING = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final @Nullable BodyWriter stream;
  private final boolean drop;

  private Response(
      int status,
      Map<String, String> headers,
      byte[] body,
      @Nullable BodyWriter stream,
      boolean drop) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.stream = stream;
    this.drop = drop;
  }

  public static Response of(int status) {
    return new Response(status, Map.of(), NOTHING, null, false);
  }

  public static Response json(int status, String json) {
    return of(status)
        .with("Content-Type", "application/json; charset=utf-8")
        .withBody(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An answer whose lines reach the client as they are written; chunked, unless it is given a
   * Content-Length, to which the writer must then keep.
   */
  public static Response stream(int status, String contentType, BodyWriter writer) {
    return new Response(status, Map.of("Content-Type", contentType), NOTHING, writer, false);
  }

  /** Cuts the connection without answering: an injected fault. */
  public static Response dropped() {
    return new Response(0, Map.of(), NOTHING, null, true);
  }

  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, stream, drop);
  }

  public Response withBody(byte[] bytes) {
    return new Response(status, headers, bytes, stream, drop);
  }

  /** As {@link #stream}, with the headers that are there. */
  public Response withStream(BodyWriter writer) {
    return new Response(status, headers, NOTHING, writer, drop);
  }

  public Response withStatus(int other) {
    return new Response(other, headers, body, stream, drop);
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** In memory, not a copy; empty when the answer is streamed. */
  public byte[] body() {
    return body;
  }

  @Nullable BodyWriter stream() {
    return stream;
  }

  boolean drop() {
    return drop;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
