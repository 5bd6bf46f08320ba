package io.sluice.sandbox.aws.wire;

import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Answers one service's requests in its query protocol.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html">ec2Query</a> and
 *     <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">awsQuery</a>
 */
public final class QueryService {
  private static final System.Logger LOG = System.getLogger(QueryService.class.getName());

  /** EC2 wraps its answers and errors in another way than the rest. */
  public enum Protocol {
    EC2,
    QUERY
  }

  private final Protocol protocol;
  private final String namespace;
  private final Map<String, Action> actions;

  /**
   * @param namespace of the answers, with the API's version: {@code
   *     http://ec2.amazonaws.com/doc/2016-11-15/}
   * @param actions by name
   */
  public QueryService(Protocol protocol, String namespace, Map<String, Action> actions) {
    this.protocol = protocol;
    this.namespace = namespace;
    this.actions = Map.copyOf(actions);
  }

  /** The {@code Action} of a request, or empty text. */
  public static String actionOf(Request request) {
    return params(request).text("Action", "");
  }

  private static Params params(Request request) {
    return Params.parse(request.method().equals("GET") ? request.rawQuery() : request.text());
  }

  /** Never throws. */
  public Response handle(Request request, Caller caller) {
    String id = UUID.randomUUID().toString();
    try {
      Params in = params(request);
      String name = in.text("Action", "");
      Action action = actions.get(name);
      if (action == null) {
        throw new AwsException(
            400, "InvalidAction", "The action " + name + " is not valid for this web service.");
      }
      return response(200, answer(name, id, caller, action, in));
    } catch (AwsException e) {
      return response(e.status(), error(e, id));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a bug in the sandbox", e);
      return response(500, error(new AwsException(500, "InternalFailure", e.toString()), id));
    }
  }

  private String answer(String name, String id, Caller caller, Action action, Params in) {
    return Xml.document(
        name + "Response",
        namespace,
        xml -> {
          if (protocol == Protocol.EC2) {
            xml.add("requestId", id);
            action.run(caller, in, xml);
          } else {
            xml.add(name + "Result", result -> action.run(caller, in, result));
            xml.add("ResponseMetadata", meta -> meta.add("RequestId", id));
          }
        });
  }

  private String error(AwsException e, String id) {
    if (protocol == Protocol.EC2) {
      return Xml.document(
          "Response",
          "",
          xml ->
              xml.add(
                      "Errors",
                      errors ->
                          errors.add(
                              "Error",
                              error -> error.add("Code", e.code()).add("Message", e.message())))
                  .add("RequestID", id));
    }
    return Xml.document(
        "ErrorResponse",
        namespace,
        xml ->
            xml.add(
                    "Error",
                    error ->
                        error
                            .add("Type", e.status() < 500 ? "Sender" : "Receiver")
                            .add("Code", e.code())
                            .add("Message", e.message()))
                .add("RequestId", id));
  }

  private static Response response(int status, String xml) {
    return Response.of(status)
        .with("Content-Type", "text/xml;charset=UTF-8")
        .withBody(xml.getBytes(StandardCharsets.UTF_8));
  }
}
