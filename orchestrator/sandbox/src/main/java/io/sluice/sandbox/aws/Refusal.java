package io.sluice.sandbox.aws;

import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

/** An error in the protocol of whoever asked, given before any service saw the request. */
final class Refusal {
  private Refusal() {}

  static Response of(Request request, Caller caller, AwsException error) {
    if (request.header("smithy-protocol").filter("rpc-v2-cbor"::equals).isPresent()) {
      return Response.of(error.status())
          .with("Content-Type", "application/cbor")
          .with("smithy-protocol", "rpc-v2-cbor")
          .withBody(cbor(error));
    }
    if (request.header("x-amz-target").isPresent()) {
      String body =
          Json.object().put("__type", error.code()).put("message", error.message()).toString();
      return Response.of(error.status())
          .with("Content-Type", "application/x-amz-json-1.1")
          .with("x-amzn-ErrorType", error.code())
          .withBody(body.getBytes(StandardCharsets.UTF_8));
    }
    return switch (caller.service()) {
      case "ec2" ->
          xml(
              error,
              "Response",
              root ->
                  root.add("Errors", errors -> errors.add("Error", codeAndMessage(error)))
                      .add("RequestID", UUID.randomUUID()));
      case "s3" ->
          xml(error, "Error", root -> codeAndMessage(error).andThen(Refusal::id).accept(root));
      default ->
          xml(
              error,
              "ErrorResponse",
              root ->
                  root.add(
                          "Error",
                          inner -> {
                            inner.add("Type", error.status() < 500 ? "Sender" : "Receiver");
                            codeAndMessage(error).accept(inner);
                          })
                      .add("RequestId", UUID.randomUUID()));
    };
  }

  private static void id(Xml xml) {
    xml.add("RequestId", UUID.randomUUID());
  }

  private static Consumer<Xml> codeAndMessage(AwsException error) {
    return xml -> xml.add("Code", error.code()).add("Message", error.message());
  }

  private static Response xml(AwsException error, String root, Consumer<Xml> content) {
    return Response.of(error.status())
        .with("Content-Type", "text/xml;charset=UTF-8")
        .withBody(Xml.document(root, "", content).getBytes(StandardCharsets.UTF_8));
  }

  /** A map of two texts (RFC 8949, major types 5 and 3). */
  private static byte[] cbor(AwsException error) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xA2);
    text(out, "__type");
    text(out, error.code());
    text(out, "message");
    text(out, error.message());
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(0x79);
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
