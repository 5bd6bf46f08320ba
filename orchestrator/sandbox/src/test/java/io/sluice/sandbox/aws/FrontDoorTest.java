package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.ec2.Bench;
import io.sluice.sandbox.http.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;

class FrontDoorTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private HttpResponse<byte[]> control(String method, String path, String body) throws Exception {
    return send(
        method,
        path,
        body.replace('\'', '"'),
        Map.of("Authorization", "Bearer " + bench.sandbox.token()));
  }

  private JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(control("GET", path, "").body());
  }

  private HttpResponse<byte[]> signed(String service, String body, Map<String, String> headers)
      throws Exception {
    Map<String, String> all = new HashMap<>(headers);
    all.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAX/20260101/eu-west-1/%s/aws4_request, SignedHeaders=host, Signature=0"
            .formatted(service));
    return send("POST", "/", body, all);
  }

  private HttpResponse<byte[]> send(
      String method, String path, String body, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(bench.sandbox.http() + path))
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void callsAreCountedByAction() throws Exception {
    bench.ec2.describeVpcs();
    bench.ec2.describeVpcs();
    bench.ec2.describeSubnets();
    bench.client("eu-west-1", "ASIAMACHINE").describeVpcs();
    JsonNode calls = json("/sandbox/calls");
    assertThat(calls.at("/calls/POST ec2:DescribeVpcs").asInt()).isEqualTo(2);
    assertThat(calls.at("/total").asInt()).isEqualTo(3);
    assertThat(calls.at("/machines/total").asInt()).isEqualTo(1);
  }

  @Test
  void theStatusCountsWhatThereIs() throws Exception {
    bench.ec2.describeVpcs();
    assertThat(json("/sandbox/status").at("/aws/eu-west-1/instance").asInt()).isEqualTo(55);
  }

  @Test
  void aFaultStrikesAnActionByItsName() throws Exception {
    control(
        "POST",
        "/sandbox/faults",
        "{'match':'ec2:DescribeSubnets','skip':1,'status':400,'body':"
            + "'<Response><Errors><Error><Code>Blocked</Code><Message>m</Message></Error></Errors></Response>'}");
    bench.ec2.describeVpcs();
    bench.ec2.describeSubnets();
    assertThat(Bench.refusal(() -> bench.ec2.describeSubnets())).isEqualTo("Blocked");
    bench.ec2.describeSubnets();
  }

  @Test
  void aCallWhoseAnswerIsLostWasDone() throws Exception {
    control("POST", "/sandbox/faults", "{'match':'POST ec2:CreateVpc','drop':'after'}");
    assertThatThrownBy(() -> bench.ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")))
        .isInstanceOf(SdkClientException.class);
    assertThat(bench.ec2.describeVpcs().vpcs()).hasSize(2);
  }

  @Test
  void whoCallsTooOftenIsToldToSlowDownAndMachinesAreNot() throws Exception {
    assertThat(control("POST", "/sandbox/throttle", "{'callsPerSecond':0.0001}").statusCode())
        .isEqualTo(204);
    bench.ec2.describeVpcs();
    assertThat(Bench.refusal(() -> bench.ec2.describeVpcs())).isEqualTo("RequestLimitExceeded");
    bench.client("eu-west-1", "ASIAMACHINE").describeVpcs();
    bench.client("us-east-1", "AKIAX").describeVpcs();
    assertThat(json("/sandbox/throttle").at("/refused").asInt()).isEqualTo(1);
    control("POST", "/sandbox/throttle", "{'callsPerSecond':0}");
    bench.ec2.describeVpcs();
    for (String wrong : new String[] {"{'callsPerSecond':-1}", "{}", "x"}) {
      assertThat(control("POST", "/sandbox/throttle", wrong).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aDryRunDoesNothing() {
    assertThat(
            Bench.refusal(() -> bench.ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16").dryRun(true))))
        .isEqualTo("DryRunOperation");
    assertThat(bench.ec2.describeVpcs().vpcs()).hasSize(1);
  }

  @Test
  void aMachineMayDoWhatItsRoleAllows() {
    bench
        .sandbox
        .aws()
        .rooms()
        .set(
            (caller, action, resource) ->
                !caller.accessKey().startsWith("ASIA") || action.equals("ec2:DescribeVpcs"));
    var machine = bench.client("eu-west-1", "ASIAMACHINE");
    machine.describeVpcs();
    assertThat(Bench.refusal(machine::describeSubnets)).isEqualTo("UnauthorizedOperation");
    bench.ec2.describeSubnets();
  }

  @Test
  void aServiceThatIsNotThereIsNamedInItsCallersTongue() throws Exception {
    String none = "The sandbox has no service 'sqs'";
    assertThat(text(signed("sqs", "Action=ListQueues", Map.of())))
        .contains("<Code>UnknownService</Code>")
        .contains(none);
    assertThat(text(signed("sqs", "{}", Map.of("X-Amz-Target", "AmazonSQS.ListQueues"))))
        .contains("\"__type\":\"UnknownService\"")
        .contains(none);
    HttpResponse<byte[]> cbor = signed("sqs", "", Map.of("smithy-protocol", "rpc-v2-cbor"));
    assertThat(cbor.headers().firstValue("smithy-protocol")).contains("rpc-v2-cbor");
    assertThat(text(cbor)).contains(none);
  }

  @Test
  void aServiceThatIsPutInIsAsked() throws Exception {
    bench
        .sandbox
        .aws()
        .register("sqs", (request, caller) -> Response.json(200, "\"" + caller.region() + "\""));
    assertThat(text(signed("sqs", "Action=ListQueues", Map.of()))).isEqualTo("\"eu-west-1\"");
    assertThat(json("/sandbox/calls").at("/calls/POST sqs:ListQueues").asInt()).isEqualTo(1);
  }

  @Test
  void anActionThatEc2DoesNotHaveIsRefused() throws Exception {
    HttpResponse<byte[]> answer = signed("ec2", "Action=MakeCoffee", Map.of());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(text(answer)).contains("<Code>InvalidAction</Code>");
  }
}
