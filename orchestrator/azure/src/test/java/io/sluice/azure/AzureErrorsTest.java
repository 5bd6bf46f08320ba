package io.sluice.azure;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.CredentialUnavailableException;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/**
 * Azure's error shapes as they come over the wire, and what the engine and a person get to hear.
 */
class AzureErrorsTest {
  private static final String VNET =
      Fixtures.GROUP + "/providers/Microsoft.Network/virtualNetworks/web-inspection-network";
  private static final String GROUP_JSON =
      "{\"id\":\"%s\",\"name\":\"web-inspection\",\"location\":\"westeurope\",\"tags\":{}}"
          .formatted(Fixtures.GROUP);

  @RegisterExtension
  static WireMockExtension azure =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Workspace at;

  @BeforeEach
  void open() {
    at =
        new Workspace(
            Fixtures.blueprint(new Source.Frontend(Fixtures.USERS_FRONTEND)),
            Fixtures.session(azure.baseUrl()),
            Fixtures.bundle(folder, "appliance"));
    azure.stubFor(get(urlPathMatching("(?i)" + Fixtures.GROUP)).willReturn(json(200, GROUP_JSON)));
  }

  private static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(body);
  }

  private static ResponseDefinitionBuilder error(int status, String code, String message) {
    return json(
        status, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
  }

  private String createNetwork() {
    VirtualNetwork network =
        new VirtualNetwork("westeurope", "10.40.0.0/16", "10.40.1.0/24", List.of());
    return new VirtualNetwork.Type(at).create(wanted("network", network));
  }

  private static <R extends io.sluice.engine.resource.Resource> Wanted<R> wanted(
      String logicalId, R resource) {
    Refs refs = ref -> ((Ref.Existing) ref).id();
    return new Wanted<>(logicalId, 1, resource, Map.of("sluice-id", logicalId), refs);
  }

  private static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return AzureErrors.classify(catchThrowable(call));
  }

  private void networkPutAnswers(ResponseDefinitionBuilder answer) {
    azure.stubFor(put(urlPathEqualTo(VNET)).willReturn(answer));
  }

  @Test
  void missingPermissionNamesTheActionAndTheScope() {
    networkPutAnswers(
        error(
            403,
            "AuthorizationFailed",
            "The client 'x' with object id 'y' does not have authorization to perform action"
                + " 'Microsoft.Network/virtualNetworks/write' over scope '/subscriptions/1' or the"
                + " scope is invalid."));
    Failure failure = failure(this::createNetwork);
    assertThat(failure.type()).isEqualTo(Failure.Type.DENIED);
    assertThat(failure.problem().code()).isEqualTo("AuthorizationFailed");
    assertThat(failure.problem().summary())
        .isEqualTo(
            "You have no permission for `Microsoft.Network/virtualNetworks/write` on"
                + " `/subscriptions/1`.");
    azure.verify(1, putRequestedFor(urlPathEqualTo(VNET)));
  }

  @Test
  void tokenThatAzureDoesNotAcceptIsUnauthenticated() {
    networkPutAnswers(
        error(401, "ExpiredAuthenticationToken", "The access token expiry is in the past.")
            .withHeader("WWW-Authenticate", "Bearer authorization_uri=x"));
    assertThat(failure(this::createNetwork).type()).isEqualTo(Failure.Type.UNAUTHENTICATED);
  }

  @Test
  void noCredentialsAtAllAreSaidInOneSentenceByThePlan() {
    TokenCredential none =
        request -> Mono.error(new CredentialUnavailableException("nothing is configured"));
    AzureProvider provider =
        AzureProvider.open(
            Fixtures.blueprint(), AzureSession.connect(none, "https://localhost:1"), at.bundle());
    Throwable error = catchThrowable(() -> new Planner(provider).plan());
    assertThat(error).isInstanceOf(ProblemException.class);
    assertThat(((ProblemException) error).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("azure.no-credentials");
              assertThat(problem.summary())
                  .isEqualTo("There are no credentials that Azure accepts.");
              assertThat(problem.hint()).contains("az login");
            });
  }

  @Test
  void groupThatIsNotThereMeansNothingIsThereAndNoListIsAsked() {
    azure.resetAll();
    azure.stubFor(any(anyUrl()).willReturn(error(404, "ResourceGroupNotFound", "No such group.")));
    assertThat(new VirtualNetwork.Type(at).discover().owned()).isEmpty();
    assertThat(new StorageAccount.Type(at).discover().owned()).isEmpty();
    assertThat(new MailboxObject.Type(at).discover().owned()).isEmpty();
    azure.verify(1, getRequestedFor(anyUrl()));
  }

  @Test
  void quotaIsNotTriedAgain() {
    networkPutAnswers(
        error(
            409,
            "QuotaExceeded",
            "Operation could not be completed as it results in exceeding approved Total Regional"
                + " Cores quota. Additional details follow."));
    Failure failure = failure(this::createNetwork);
    assertThat(failure.type()).isEqualTo(Failure.Type.QUOTA);
    assertThat(failure.problem().detail()).contains("exceeding approved Total Regional Cores");
  }

  @Test
  void anotherOperationIsWaitedOutByTheEngine() {
    azure.stubFor(
        put(urlPathEqualTo(VNET))
            .inScenario("busy")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(error(409, "AnotherOperationInProgress", "Another operation is running."))
            .willSetStateTo("free"));
    azure.stubFor(
        put(urlPathEqualTo(VNET))
            .inScenario("busy")
            .whenScenarioStateIs("free")
            .willReturn(json(200, "{\"id\":\"" + VNET + "\"}")));
    List<Failure.Type> heard = new ArrayList<>();
    RetryPolicy policy =
        new RetryPolicy(
            AzureErrors::classify,
            (failure, attempt, pause) -> heard.add(failure.type()),
            pause -> {});
    assertThat(policy.call(this::createNetwork)).isEqualTo(VNET);
    assertThat(heard).containsExactly(Failure.Type.BUSY);
  }

  @Test
  void throttlingSaysForHowLong() {
    networkPutAnswers(error(429, "TooManyRequests", "Slow down.").withHeader("Retry-After", "17"));
    Failure failure = failure(this::createNetwork);
    assertThat(failure.type()).isEqualTo(Failure.Type.THROTTLED);
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(17));
    azure.verify(1, putRequestedFor(urlPathEqualTo(VNET)));
  }

  @Test
  void throttledReadIsTriedAgainByTheReaderItself() {
    String list = Fixtures.GROUP + "/providers/Microsoft.Network/virtualNetworks";
    azure.stubFor(
        get(urlPathEqualTo(list))
            .inScenario("slow")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(error(429, "TooManyRequests", "Slow down.").withHeader("Retry-After", "0"))
            .willSetStateTo("ok"));
    azure.stubFor(
        get(urlPathEqualTo(list))
            .inScenario("slow")
            .whenScenarioStateIs("ok")
            .willReturn(json(200, "{\"value\":[]}")));
    assertThat(new VirtualNetwork.Type(at).discover().owned()).isEmpty();
    azure.verify(2, getRequestedFor(urlPathEqualTo(list)));
  }

  @Test
  void operationIsPolledUntilItSucceeds() {
    String operation = "/subscriptions/1/providers/Microsoft.Network/operations/7";
    networkPutAnswers(
        json(
                201,
                "{\"id\":\"%s\",\"properties\":{\"provisioningState\":\"Updating\"}}"
                    .formatted(VNET))
            .withHeader("Azure-AsyncOperation", azure.baseUrl() + operation));
    azure.stubFor(
        get(urlPathEqualTo(operation))
            .inScenario("operation")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(json(200, "{\"status\":\"InProgress\"}"))
            .willSetStateTo("done"));
    azure.stubFor(
        get(urlPathEqualTo(operation))
            .inScenario("operation")
            .whenScenarioStateIs("done")
            .willReturn(json(200, "{\"status\":\"Succeeded\"}")));
    azure.stubFor(
        get(urlPathEqualTo(VNET))
            .willReturn(
                json(
                    200,
                    "{\"id\":\"%s\",\"properties\":{\"provisioningState\":\"Succeeded\"}}"
                        .formatted(VNET))));
    assertThat(createNetwork()).isEqualTo(VNET);
    azure.verify(2, getRequestedFor(urlPathEqualTo(operation)));
  }

  @Test
  void operationThatFailsSaysWhatAzureSays() {
    String operation = "/subscriptions/1/providers/Microsoft.Network/operations/8";
    networkPutAnswers(
        json(
                201,
                "{\"id\":\"%s\",\"properties\":{\"provisioningState\":\"Updating\"}}"
                    .formatted(VNET))
            .withHeader("Azure-AsyncOperation", azure.baseUrl() + operation));
    azure.stubFor(
        get(urlPathEqualTo(operation))
            .willReturn(
                json(
                    200,
                    "{\"status\":\"Failed\",\"error\":{\"code\":\"NetcfgInvalidSubnet\","
                        + "\"message\":\"Subnet 'appliances' is not valid. More follows.\"}}")));
    Failure failure = failure(this::createNetwork);
    assertThat(failure.type()).isEqualTo(Failure.Type.INVALID);
    assertThat(failure.problem().code()).isEqualTo("NetcfgInvalidSubnet");
    assertThat(failure.problem().summary()).isEqualTo("Subnet 'appliances' is not valid.");
  }

  @Test
  void resourceStillInUseIsWaitedFor() {
    azure.stubFor(
        delete(urlPathEqualTo(VNET))
            .willReturn(
                error(400, "InUseSubnetCannotBeDeleted", "Subnet appliances is in use by x.")));
    Found<VirtualNetwork> found =
        new Found<>(
            new io.sluice.engine.resource.Key(VirtualNetwork.TYPE, "network"),
            1,
            VNET,
            new VirtualNetwork("westeurope", "10.40.0.0/16", "10.40.1.0/24", List.of()),
            Map.of(),
            null,
            null);
    assertThat(failure(() -> new VirtualNetwork.Type(at).delete(found)).type())
        .isEqualTo(Failure.Type.BUSY);
  }

  @Test
  void allPagesOfAListAreRead() {
    String list = Fixtures.GROUP + "/providers/Microsoft.Network/virtualNetworks";
    String item = "{\"id\":\"%s\",\"location\":\"West Europe\",\"tags\":{%s}}";
    String tags =
        "\"sluice-blueprint\":\"web-inspection\",\"sluice-id\":\"network\",\"sluice-revision\":\"1\"";
    azure.stubFor(
        get(urlPathEqualTo(list))
            .willReturn(
                json(
                    200,
                    "{\"value\":[%s],\"nextLink\":\"%s/page2\"}"
                        .formatted(item.formatted("/other", ""), azure.baseUrl()))));
    azure.stubFor(
        get(urlPathEqualTo("/page2"))
            .willReturn(json(200, "{\"value\":[%s]}".formatted(item.formatted(VNET, tags)))));
    Discovery<VirtualNetwork> discovery = new VirtualNetwork.Type(at).discover();
    assertThat(discovery.foreign()).containsExactly("/other");
    assertThat(discovery.owned())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.id()).isEqualTo(VNET);
              assertThat(found.resource().location()).isEqualTo("westeurope");
            });
  }

  @Test
  void failedResourceIsIncomplete() {
    azure.stubFor(
        get(urlPathEqualTo(Fixtures.GROUP + "/providers/Microsoft.Network/virtualNetworks"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"id":"%s","location":"westeurope",
                      "tags":{"sluice-blueprint":"web-inspection","sluice-id":"network"},
                      "properties":{"provisioningState":"Failed"}}]}
                    """
                        .formatted(VNET))));
    assertThat(new VirtualNetwork.Type(at).discover().owned())
        .singleElement()
        .satisfies(found -> assertThat(found.incomplete()).contains("Failed"));
  }

  @Test
  void linkThatMeetsAChangeReadsAnewAndKeepsIt() {
    String document =
        """
        {"id":"%s","location":"westeurope","etag":"%s","sku":{"name":"Standard"},"tags":{"by":"%s"},
         "properties":{"frontendIPConfigurations":[{"name":"web","id":"%s",
           "properties":{"publicIPAddress":{"id":"/x/ip"}}}]}}
        """;
    azure.stubFor(
        get(urlPathEqualTo(Fixtures.USERS_LB))
            .inScenario("race")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(
                json(
                    200,
                    document.formatted(Fixtures.USERS_LB, "one", "me", Fixtures.USERS_FRONTEND))));
    azure.stubFor(
        put(urlPathEqualTo(Fixtures.USERS_LB))
            .withHeader("If-Match", equalTo("one"))
            .inScenario("race")
            .willReturn(error(412, "PreconditionFailed", "The ETag is another."))
            .willSetStateTo("changed"));
    azure.stubFor(
        get(urlPathEqualTo(Fixtures.USERS_LB))
            .inScenario("race")
            .whenScenarioStateIs("changed")
            .willReturn(
                json(
                    200,
                    document.formatted(
                        Fixtures.USERS_LB, "two", "them", Fixtures.USERS_FRONTEND))));
    azure.stubFor(
        put(urlPathEqualTo(Fixtures.USERS_LB))
            .withHeader("If-Match", equalTo("two"))
            .willReturn(
                json(
                    200,
                    document.formatted(
                        Fixtures.USERS_LB, "three", "them", Fixtures.USERS_FRONTEND))));
    RetryPolicy policy =
        new RetryPolicy(AzureErrors::classify, (failure, attempt, pause) -> {}, pause -> {});
    FrontendChain.Type kind = new FrontendChain.Type(at);
    policy.call(
        () ->
            kind.create(
                wanted(
                    Fixtures.USERS_FRONTEND,
                    new FrontendChain(Ref.existing(Fixtures.GATEWAY_FRONTEND)))));
    azure.verify(
        1,
        putRequestedFor(urlPathEqualTo(Fixtures.USERS_LB))
            .withHeader("If-Match", equalTo("two"))
            .withRequestBody(matchingJsonPath("$.tags.by", equalTo("them")))
            .withRequestBody(
                matchingJsonPath(
                    "$.properties.frontendIPConfigurations[0].properties.gatewayLoadBalancer.id",
                    equalTo(Fixtures.GATEWAY_FRONTEND))));
  }

  @Test
  void chainToSomebodyElsesGatewayIsNeverTakenOver() {
    azure.stubFor(
        get(urlPathEqualTo(Fixtures.USERS_LB))
            .willReturn(
                json(
                    200,
                    """
                    {"id":"%s","etag":"one","properties":{"frontendIPConfigurations":[{"name":"web",
                     "properties":{"publicIPAddress":{"id":"/x/ip"},"gatewayLoadBalancer":
                       {"id":"/their/gateway/frontendIPConfigurations/f"}}}]}}
                    """
                        .formatted(Fixtures.USERS_LB))));
    Throwable error =
        catchThrowable(
            () ->
                new FrontendChain.Type(at)
                    .create(
                        wanted(
                            Fixtures.USERS_FRONTEND,
                            new FrontendChain(Ref.existing(Fixtures.GATEWAY_FRONTEND)))));
    assertThat(((ProblemException) error).problems())
        .extracting(Problem::code)
        .containsExactly("azure.already-chained");
    azure.verify(0, putRequestedFor(anyUrl()));
  }

  @Test
  void sourceThatIsNotThereIsNamed() {
    azure.stubFor(
        get(urlPathEqualTo(Fixtures.USERS_LB))
            .willReturn(error(404, "ResourceNotFound", "Not found.")));
    Throwable error =
        catchThrowable(
            () ->
                new FrontendChain.Type(at)
                    .create(
                        wanted(
                            Fixtures.USERS_FRONTEND,
                            new FrontendChain(Ref.existing(Fixtures.GATEWAY_FRONTEND)))));
    assertThat(error).hasMessage("There is no `" + Fixtures.USERS_FRONTEND + "`.");
  }

  @Test
  void blobServiceThatDoesNotKnowTheNewRoleYetIsWaitedFor() {
    azure.stubFor(
        put(urlPathMatching("/mailbox/.*"))
            .willReturn(
                aResponse()
                    .withStatus(403)
                    .withHeader("x-ms-error-code", "AuthorizationPermissionMismatch")));
    Failure failure =
        failure(
            () ->
                at.mailbox()
                    .put(
                        azure.baseUrl() + "/mailbox",
                        "config/appliance.yaml",
                        com.azure.core.util.BinaryData.fromString("x"),
                        Map.of()));
    assertThat(failure.type()).isEqualTo(Failure.Type.NOT_YET);
    assertThat(failure.problem().code()).isEqualTo("AuthorizationPermissionMismatch");
  }

  @Test
  void nobodyListeningIsUnavailable() {
    AzureSession nowhere =
        AzureSession.loopback("http://127.0.0.1:1", Fixtures.TOKEN, Duration.ofMillis(10));
    Workspace closed = new Workspace(Fixtures.blueprint(), nowhere, at.bundle());
    VirtualNetwork network =
        new VirtualNetwork("westeurope", "10.40.0.0/16", "10.40.1.0/24", List.of());
    Failure failure =
        failure(() -> new VirtualNetwork.Type(closed).create(wanted("network", network)));
    assertThat(failure.type()).isEqualTo(Failure.Type.UNAVAILABLE);
    assertThat(failure.problem().summary()).isEqualTo("Azure could not be reached.");
  }

  @Test
  void whatIsNotAzuresIsOurBug() {
    assertThat(AzureErrors.classify(new IllegalStateException("oops")).type())
        .isEqualTo(Failure.Type.BUG);
  }
}
