package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** What answers of S3 have in common. */
final class Answers {
  static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  /** The canonical id of the account. */
  static final String OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

  static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private Answers() {}

  static String date(Instant time) {
    return HTTP_DATE.format(time);
  }

  static Response xml(String root, Consumer<Xml> content) {
    return document(200, Xml.document(root, NAMESPACE, content));
  }

  private static Response document(int status, String xml) {
    return Response.of(status)
        .with("Content-Type", "application/xml")
        .withBody(xml.getBytes(StandardCharsets.UTF_8));
  }

  static Response error(S3Exception refusal, String requestId, String hostId) {
    Response response =
        document(
            refusal.status(),
            Xml.document(
                "Error",
                "",
                xml -> {
                  xml.add("Code", refusal.code()).add("Message", refusal.text());
                  refusal.details().forEach(xml::add);
                  xml.add("RequestId", requestId).add("HostId", hostId);
                }));
    for (var header : refusal.headers().entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response;
  }

  static void owner(Xml xml) {
    xml.add("Owner", owner -> owner.add("DisplayName", "sandbox").add("ID", OWNER));
  }

  static String quoted(String etag) {
    return "\"" + etag + "\"";
  }
}
