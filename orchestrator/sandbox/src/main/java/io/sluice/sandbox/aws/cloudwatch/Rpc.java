package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * The protocols that carry a tree: RPCv2-CBOR, whose path names the operation, and JSON 1.0, where
 * a header does. Errors carry the query protocol's codes besides, in a header.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">RPCv2-CBOR</a>
 *     and <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html">JSON 1.0</a>
 */
final class Rpc {
  private static final System.Logger LOG = System.getLogger(Rpc.class.getName());
  private static final String SERVICE = "GraniteServiceVersion20100801";
  private static final String PATH = "/service/" + SERVICE + "/operation/";
  private static final String TARGET = "x-amz-target";

  /** CBOR's tag of seconds since 1970. */
  private static final int EPOCH = 1;

  private final ObjectMapper cbor = new ObjectMapper(new CBORFactory());
  private final ObjectMapper json = new ObjectMapper(new JsonFactory());
  private final Map<String, Operation> operations;

  Rpc(Map<String, Operation> operations) {
    this.operations = Map.copyOf(operations);
  }

  boolean speaks(Request request) {
    return isCbor(request) || request.header(TARGET).isPresent();
  }

  private static boolean isCbor(Request request) {
    return request.rawPath().startsWith(PATH);
  }

  private static String operation(Request request) {
    return isCbor(request)
        ? request.rawPath().substring(PATH.length())
        : request.header(TARGET).orElse("").replaceFirst("^.*\\.", "");
  }

  /** Never throws. */
  Response handle(Request request, String region) {
    boolean isCbor = isCbor(request);
    try {
      Operation operation = operations.get(operation(request));
      if (operation == null) {
        throw FrontDesk.unknown(operation(request));
      }
      return answer(200, isCbor, operation.run(region, read(request)));
    } catch (AwsException e) {
      return refusal(e, isCbor);
    } catch (IOException e) {
      return refusal(
          AwsException.badRequest("SerializationException", "The body is not readable."), isCbor);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a bug in the sandbox", e);
      return refusal(new AwsException(500, "InternalFailure", e.toString()), isCbor);
    }
  }

  private JsonNode read(Request request) throws IOException {
    byte[] body = request.body();
    if (request.header("content-encoding").orElse("").contains("gzip")) {
      try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = plain.readAllBytes();
      }
    }
    return body.length == 0
        ? JsonNodeFactory.instance.objectNode()
        : (isCbor(request) ? cbor : json).readTree(body);
  }

  private Response refusal(AwsException e, boolean isCbor) {
    String shape = FrontDesk.SHAPES.getOrDefault(e.code(), e.code());
    return answer(
            e.status(),
            isCbor,
            Map.of("__type", "com.amazonaws.cloudwatch#" + shape, "message", e.message()))
        .with("x-amzn-query-error", e.code() + ";" + (e.status() < 500 ? "Sender" : "Receiver"));
  }

  private Response answer(int status, boolean isCbor, Map<String, ?> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = (isCbor ? cbor : json).getFactory().createGenerator(bytes)) {
      write(out, members);
    } catch (IOException e) {
      throw new IllegalStateException("a body in memory is always written", e);
    }
    Response response =
        Response.of(status)
            .with("x-amzn-RequestId", UUID.randomUUID().toString())
            .with("Content-Type", isCbor ? "application/cbor" : "application/x-amz-json-1.0")
            .withBody(bytes.toByteArray());
    return isCbor ? response.with("smithy-protocol", "rpc-v2-cbor") : response;
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> structure -> {
        out.writeStartObject(structure, structure.size());
        for (Map.Entry<?, ?> member : structure.entrySet()) {
          out.writeFieldName(String.valueOf(member.getKey()));
          write(out, member.getValue());
        }
        out.writeEndObject();
      }
      case Collection<?> list -> {
        out.writeStartArray(list, list.size());
        for (Object each : list) {
          write(out, each);
        }
        out.writeEndArray();
      }
      case Instant time -> {
        if (out instanceof CBORGenerator tagged) {
          tagged.writeTag(EPOCH);
          out.writeNumber(time.toEpochMilli() / 1000.0);
        } else {
          out.writeNumber(BigDecimal.valueOf(time.toEpochMilli(), 3));
        }
      }
      case Boolean truth -> out.writeBoolean(truth);
      case Integer number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> out.writeString(value.toString());
    }
  }
}
