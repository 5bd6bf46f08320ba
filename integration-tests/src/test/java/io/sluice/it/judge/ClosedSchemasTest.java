package io.sluice.it.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.Places;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClosedSchemasTest {
  private static final String GROUP = "https://host/subscriptions/s/resourceGroups/g";
  private static final String LOAD_BALANCER =
      GROUP + "/providers/Microsoft.Network/loadBalancers/gateway?api-version=2025-03-01";
  private static final String BODY =
      """
      {"location": "westeurope", "sku": {"name": "Gateway"}, "tags": {"a": "b"},
       "properties": {
         "frontendIPConfigurations": [{"name": "f", "properties": {"subnet": {"id": "/x"}}}],
         "backendAddressPools": [{"name": "p", "properties": {"tunnelInterfaces": [
           {"port": 10800, "identifier": 900, "protocol": "VXLAN", "type": "Internal"},
           {"port": 10801, "identifier": 901, "protocol": "VXLAN", "type": "External"}]}}],
         "probes": [{"name": "h", "properties": {"protocol": "Http", "port": 8080,
           "requestPath": "/health", "intervalInSeconds": 5, "numberOfProbes": 2}}]}}
      """;
  private static ClosedSchemas judge;

  @BeforeAll
  static void load() throws IOException {
    judge = new ClosedSchemas(Places.shared("specs/azure/request-schemas/schemas"));
  }

  @Test
  void aGatewayLoadBalancerAsAzureKnowsItPasses() throws IOException {
    assertThat(judge.problems(put(LOAD_BALANCER, BODY))).isEmpty();
  }

  @Test
  void aPropertyThatAzureDoesNotKnowIsFoundHoweverDeep() throws IOException {
    String wrong = BODY.replace("\"identifier\": 900", "\"identifier\": 900, \"vni\": 900");

    assertThat(judge.problems(put(LOAD_BALANCER, wrong))).anyMatch(p -> p.contains("vni"));
  }

  @Test
  void aPropertyOnTheWrongLevelIsFound() throws IOException {
    String wrong = BODY.replace("\"location\"", "\"probes\": [], \"location\"");

    assertThat(judge.problems(put(LOAD_BALANCER, wrong))).anyMatch(p -> p.contains("probes"));
  }

  @Test
  void anEnumValueThatAzureDoesNotKnowIsFound() throws IOException {
    String wrong = BODY.replace("\"Gateway\"", "\"Gatewy\"");

    assertThat(judge.problems(put(LOAD_BALANCER, wrong))).isNotEmpty();
  }

  @Test
  void aStringForANumberIsFound() throws IOException {
    String wrong = BODY.replace("\"port\": 8080", "\"port\": \"eighty\"");

    assertThat(judge.problems(put(LOAD_BALANCER, wrong))).isNotEmpty();
  }

  @Test
  void aMissingRequiredPropertyIsFound() throws IOException {
    String wrong = BODY.replace("\"protocol\": \"Http\", ", "");

    assertThat(judge.problems(put(LOAD_BALANCER, wrong))).anyMatch(p -> p.contains("protocol"));
  }

  @Test
  void aTypeOrVersionWithoutSchemaIsSaidAndNotPassed() throws IOException {
    assertThat(judge.problems(put(LOAD_BALANCER.replace("2025-03-01", "2019-01-01"), BODY)))
        .singleElement()
        .asString()
        .contains("no request schema");
    assertThat(judge.problems(put(LOAD_BALANCER.replace("loadBalancers", "loadbalancerz"), BODY)))
        .isNotEmpty();
  }

  @Test
  void anExtensionResourceIsJudgedByItsOwnTypeAndNotByItsScope() throws IOException {
    String url =
        GROUP
            + "/providers/Microsoft.Storage/storageAccounts/a/providers/Microsoft.Authorization"
            + "/roleAssignments/00000000-0000-0000-0000-000000000001?api-version=2022-04-01";
    String body =
        """
        {"properties": {"roleDefinitionId": "/r", "principalId": "p",
         "principalType": "ServicePrincipal"}}
        """;

    assertThat(judge.problems(put(url, body))).isEmpty();
    assertThat(judge.problems(put(url, body.replace("ServicePrincipal", "Robot")))).isNotEmpty();
  }

  private static Exchange put(String url, String body) {
    return new Exchange("PUT", url, body, 200, Map.of(), "");
  }
}
