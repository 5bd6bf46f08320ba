package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers in the protocol that was asked in: the Java SDK speaks RPCv2-CBOR, the {@code aws}
 * command and boto3 JSON 1.0, older ones query.
 */
final class FrontDesk {
  private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";

  private final Rpc rpc;
  private final QueryService query;

  FrontDesk(Map<String, Operation> operations) {
    rpc = new Rpc(operations);
    Map<String, Action> actions = new LinkedHashMap<>();
    operations.forEach((name, operation) -> actions.put(name, action(operation)));
    query = new QueryService(QueryService.Protocol.QUERY, NAMESPACE, actions);
  }

  Response handle(Request request, Caller caller) {
    return rpc.speaks(request)
        ? rpc.handle(request, caller.region())
        : query.handle(request, caller);
  }

  private static Action action(Operation operation) {
    return (caller, in, out) -> write(out, operation.run(caller.region(), tree(in)));
  }

  /** A query's parameters as the tree that the other protocols carry; all leaves are text. */
  private static JsonNode tree(Params in) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    ObjectNode object = make.objectNode();
    for (String name : in.names()) {
      Params child = in.child(name);
      if (child.names().contains("member")) {
        ArrayNode list = make.arrayNode();
        in.list(name).forEach(each -> list.add(leafOrTree(each)));
        object.set(name, list);
      } else {
        object.set(name, leafOrTree(child));
      }
    }
    return object;
  }

  private static JsonNode leafOrTree(Params in) {
    return in.names().isEmpty()
        ? JsonNodeFactory.instance.textNode(in.value().orElse(""))
        : tree(in);
  }

  private static void write(Xml out, Map<?, ?> members) {
    members.forEach((name, value) -> write(out, String.valueOf(name), value));
  }

  private static void write(Xml out, String name, Object value) {
    switch (value) {
      case Map<?, ?> structure -> out.add(name, inner -> write(inner, structure));
      case Collection<?> list ->
          out.add(name, inner -> list.forEach(each -> write(inner, "member", each)));
      default -> out.add(name, value);
    }
  }

  /** The shape's name by the code that the query protocol has for an error. */
  static final Map<String, String> SHAPES =
      new TreeMap<>(
          Map.of(
              "InvalidParameterValue", "InvalidParameterValueException",
              "InvalidParameterCombination", "InvalidParameterCombinationException",
              "MissingParameter", "MissingRequiredParameterException",
              "LimitExceeded", "LimitExceededFault",
              "InvalidFormat", "InvalidFormatFault",
              "InternalServiceError", "InternalServiceFault"));

  static AwsException unknown(String name) {
    return AwsException.badRequest(
        "InvalidAction", "The action %s is not valid for this web service.".formatted(name));
  }
}
