package io.sluice.it.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiJudgeTest {
  private static final String LOAD_BALANCER =
      "https://host/subscriptions/s/resourcegroups/g/providers/Microsoft.Network/loadbalancers/lb"
          + "?api-version=2025-03-01";
  private static OpenApiJudge judge;

  @BeforeAll
  static void load() {
    judge = new OpenApiJudge(Places.shared("specs/azure/openapi-bundled"));
  }

  @Test
  void microsoftsOwnExamplesOfLoadBalancersPass() throws IOException {
    List<String> problems = new ArrayList<>();
    List<Path> examples;
    try (var files = Files.list(Places.shared("specs/azure/examples/network"))) {
      examples =
          files.filter(f -> f.getFileName().toString().startsWith("LoadBalancerCreate")).toList();
    }
    assertThat(examples).hasSizeGreaterThan(5);
    for (Path example : examples) {
      JsonNode json = Exchange.JSON.readTree(example.toFile());
      for (var response : json.path("responses").properties()) {
        Exchange exchange =
            new Exchange(
                "PUT",
                LOAD_BALANCER,
                json.path("parameters").path("parameters").toString(),
                Integer.parseInt(response.getKey()),
                Map.of(),
                response.getValue().path("body").toString());
        problems.addAll(judge.problems(exchange));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void aStatusThatTheOperationDoesNotDocumentIsFound() throws IOException {
    assertThat(judge.problems(new Exchange("DELETE", LOAD_BALANCER, "", 202, Map.of(), "")))
        .isEmpty();
    assertThat(judge.problems(new Exchange("DELETE", LOAD_BALANCER, "", 201, Map.of(), "")))
        .anyMatch(p -> p.contains("status"));
  }

  @Test
  void anUndocumentedSuccessIsNotTakenForTheDefaultAnswer() throws IOException {
    assertThat(judge.problems(get(202, "{}"))).anyMatch(p -> p.contains("status"));
  }

  @Test
  void anErrorAnswerMustHaveTheShapeOfAnError() throws IOException {
    assertThat(
            judge.problems(get(404, "{\"error\": {\"code\": \"NotFound\", \"message\": \"x\"}}")))
        .isEmpty();
    assertThat(judge.problems(get(404, "{\"error\": \"no such thing\"}"))).isNotEmpty();
  }

  @Test
  void aWrongTypeOrEnumValueInAnAnswerIsFound() throws IOException {
    assertThat(judge.problems(get(200, "{\"properties\": {\"probes\": []}}"))).isEmpty();
    assertThat(judge.problems(get(200, "{\"properties\": {\"probes\": {}}}"))).isNotEmpty();
    assertThat(
            judge.problems(
                get(
                    200,
                    "{\"properties\": {\"probes\": [{\"properties\":"
                        + " {\"protocol\": \"Smtp\", \"port\": 1}}]}}")))
        .isNotEmpty();
  }

  @Test
  void aWrongRequestIsFound() throws IOException {
    assertThat(judge.problems(put("{\"location\": \"x\", \"sku\": {\"name\": \"Gateway\"}}")))
        .isEmpty();
    assertThat(judge.problems(put("{\"location\": 7}"))).isNotEmpty();
    assertThat(judge.problems(put("{\"sku\": {\"name\": \"Gatewy\"}}"))).isNotEmpty();
  }

  @Test
  void anOperationThatAzureDoesNotHaveIsFound() throws IOException {
    assertThat(judge.problems(new Exchange("POST", LOAD_BALANCER, "", 200, Map.of(), "")))
        .anyMatch(p -> p.contains("no such operation"));
  }

  @Test
  void aScopeOfManySegmentsIsUnderstood() throws IOException {
    String url =
        LOAD_BALANCER.replace("?", "/providers/Microsoft.Authorization/roleAssignments/0001?");

    assertThat(judge.problems(new Exchange("GET", url, "", 200, Map.of(), "{\"id\": \"/a\"}")))
        .isEmpty();
    assertThat(judge.problems(new Exchange("GET", url, "", 299, Map.of(), "{\"id\": \"/a\"}")))
        .isNotEmpty();
  }

  @Test
  void everyServiceThatWeSpeakToHasADescription() throws IOException {
    for (String type :
        List.of(
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Compute/virtualMachineScaleSets",
            "Microsoft.Storage/storageAccounts",
            "Microsoft.ManagedIdentity/userAssignedIdentities",
            "Microsoft.Insights/autoscalesettings")) {
      String url =
          "https://host/subscriptions/s/resourceGroups/g/providers/" + type + "?api-version=1";
      assertThat(judge.problems(new Exchange("GET", url, "", 200, Map.of(), "{\"value\": []}")))
          .isEmpty();
      assertThat(judge.problems(new Exchange("GET", url, "", 200, Map.of(), "{\"value\": 1}")))
          .as(type)
          .isNotEmpty();
    }
  }

  private static Exchange get(int status, String body) {
    return new Exchange("GET", LOAD_BALANCER, "", status, Map.of(), body);
  }

  private static Exchange put(String body) {
    return new Exchange("PUT", LOAD_BALANCER, body, 200, Map.of(), "{}");
  }
}
