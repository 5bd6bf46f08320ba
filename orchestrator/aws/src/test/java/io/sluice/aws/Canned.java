package io.sluice.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** AWS's answers as they come over the wire. */
final class Canned {
  private final WireMockExtension aws;

  /** Knows the account, and answers every other action with nothing. */
  Canned(WireMockExtension aws) {
    this.aws = aws;
    aws.stubFor(post(urlPathEqualTo("/")).atPriority(10).willReturn(xml(200, "<Nothing/>")));
    answer(
        "GetCallerIdentity",
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>"
            + Fixtures.ACCOUNT
            + "</Account></GetCallerIdentityResult></GetCallerIdentityResponse>");
  }

  static ResponseDefinitionBuilder xml(int status, String body) {
    return aResponse().withStatus(status).withHeader("Content-Type", "text/xml").withBody(body);
  }

  /** As EC2 says no. */
  static ResponseDefinitionBuilder ec2(int status, String code, String message) {
    return xml(
        status,
        "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>"
                .formatted(code, message)
            + "<RequestID>8f724c55-5b3e-4c65-8d0b-c5b0b8a6f1e2</RequestID></Response>");
  }

  /** As IAM, Auto Scaling and ELB say no. */
  static ResponseDefinitionBuilder query(int status, String code, String message) {
    return xml(
        status,
        "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"
                .formatted(code, message)
            + "<RequestId>8f724c55-5b3e-4c65-8d0b-c5b0b8a6f1e2</RequestId></ErrorResponse>");
  }

  /** As S3 says no. */
  static ResponseDefinitionBuilder s3(int status, String code, String message) {
    return xml(
        status,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message>"
                .formatted(code, message)
            + "<RequestId>4442587FB7D0A2F9</RequestId></Error>");
  }

  static String tags(String logicalId) {
    return tags("trading", logicalId, "tagSet", "item", "key", "value");
  }

  static String tags(
      String blueprint, String logicalId, String set, String item, String key, String value) {
    return Map.of("sluice-blueprint", blueprint, "sluice-id", logicalId, "sluice-revision", "1")
        .entrySet()
        .stream()
        .map(
            tag ->
                "<%2$s><%3$s>%5$s</%3$s><%4$s>%6$s</%4$s></%2$s>"
                    .formatted(set, item, key, value, tag.getKey(), tag.getValue()))
        .collect(Collectors.joining("", "<" + set + ">", "</" + set + ">"));
  }

  private static MappingBuilder action(String action) {
    return post(urlPathEqualTo("/")).withRequestBody(containing("Action=" + action + "&"));
  }

  void answer(String action, String body) {
    answer(action, xml(200, body));
  }

  void answer(String action, ResponseDefinitionBuilder response) {
    aws.stubFor(action(action).willReturn(response));
  }

  /** One after another; the last stays. */
  void answers(String action, ResponseDefinitionBuilder... responses) {
    String state = Scenario.STARTED;
    for (int i = 0; i < responses.length; i++) {
      var stub = action(action).inScenario(action).whenScenarioStateIs(state);
      if (i < responses.length - 1) {
        state = action + i;
        stub.willSetStateTo(state);
      }
      aws.stubFor(stub.willReturn(responses[i]));
    }
  }

  /** S3 has methods and paths instead of actions. */
  void object(String method, String url, ResponseDefinitionBuilder response) {
    aws.stubFor(WireMock.request(method, WireMock.urlMatching(url)).willReturn(response));
  }

  void everything(ResponseDefinitionBuilder response) {
    aws.stubFor(any(anyUrl()).atPriority(20).willReturn(response));
  }

  /** The forms that were sent for an action. */
  List<Map<String, String>> sent(String action) {
    return aws
        .findAll(
            WireMock.postRequestedFor(urlPathEqualTo("/"))
                .withRequestBody(containing("Action=" + action + "&")))
        .stream()
        .map(LoggedRequest::getBodyAsString)
        .map(QueryWire::form)
        .toList();
  }

  static <R extends Resource> Wanted<R> wanted(String logicalId, R resource) {
    return wanted(logicalId, resource, Map.of());
  }

  static <R extends Resource> Wanted<R> wanted(String logicalId, R resource, Map<Ref, String> ids) {
    Refs refs =
        ref -> ref instanceof Ref.Existing existing ? existing.id() : ids.getOrDefault(ref, "none");
    return new Wanted<>(
        logicalId,
        1,
        resource,
        Map.of("sluice-blueprint", "trading", "sluice-id", logicalId, "sluice-revision", "1"),
        refs);
  }

  static <R extends Resource> Found<R> found(String kind, String logicalId, String id, R resource) {
    return new Found<>(
        new Key(kind, logicalId), 1, id, resource, Map.of(), null, (@Nullable String) null);
  }
}
