package io.sluice.azure;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkInner;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.provider.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of Azure that pass by themselves, and what looks like them and does not. */
class PassingErrorsTest {
  @RegisterExtension
  static WireMockExtension azure =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;

  private NetworkManagementClient network() {
    return new Workspace(
            Fixtures.blueprint(),
            Fixtures.session(azure.baseUrl()),
            Fixtures.bundle(folder, "appliance"))
        .clients()
        .network();
  }

  private static void everythingAnswers(int status, String code, String message) {
    azure.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(
                        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}"
                            .formatted(code, message))));
  }

  private static Failure.Type type(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return AzureErrors.classify(catchThrowable(call)).type();
  }

  @ParameterizedTest
  @CsvSource({
    "429, RetryableErrorDueToAnotherOperation, BUSY",
    "409, CanceledAndSupersededDueToAnotherOperation, BUSY",
    "404, ResourceGroupNotFound, NOT_YET",
    "404, ParentResourceNotFound, NOT_YET",
    "404, SubscriptionNotFound, INVALID"
  })
  void putThatMeetsWhatPassesIsTriedAgain(int status, String code, Failure.Type type) {
    everythingAnswers(status, code, "Not now.");
    assertThat(type(() -> network().getVirtualNetworks().createOrUpdate("g", "n", vnet())))
        .isEqualTo(type);
  }

  private static VirtualNetworkInner vnet() {
    VirtualNetworkInner network = new VirtualNetworkInner();
    network.withLocation("westeurope");
    return network;
  }

  @Test
  void groupThatIsNotThereWhenItIsReadIsNotWaitedFor() {
    everythingAnswers(404, "ResourceGroupNotFound", "Resource group 'g' could not be found.");
    assertThat(type(() -> network().getVirtualNetworks().getByResourceGroup("g", "n")))
        .isEqualTo(Failure.Type.INVALID);
  }

  @Test
  void addressThatIsNotReleasedYetIsWaitedFor() {
    everythingAnswers(
        400,
        "PublicIPAddressCannotBeDeleted",
        "Public IP address x can not be deleted since it is still allocated to resource y.");
    assertThat(type(() -> network().getPublicIpAddresses().delete("g", "n")))
        .isEqualTo(Failure.Type.BUSY);
  }
}
