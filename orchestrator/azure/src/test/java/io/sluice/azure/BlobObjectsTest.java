package io.sluice.azure;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.provider.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of the mailbox: how they are asked for, and what Blob storage's answers mean. */
class BlobObjectsTest {
  private static final String NAME = "search/requests.json";
  private static final String BLOB = "/blob/mailbox/" + NAME;

  @RegisterExtension
  static WireMockExtension azure =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Workspace at;
  private Objects objects;

  @BeforeEach
  void open() {
    Blueprint blueprint = Fixtures.blueprint();
    at =
        new Workspace(
            blueprint, Fixtures.session(azure.baseUrl()), Fixtures.bundle(folder, "appliance"));
    objects = new BlobObjects(at);
    String tags = tags("mailbox");
    azure.stubFor(
        get(urlMatching("(?i).*/resourcegroups/web-inspection\\?.*"))
            .willReturn(
                json(
                    "{\"id\":\"%s\",\"name\":\"web-inspection\",\"location\":\"westeurope\",\"tags\":{%s}}"
                        .formatted(Fixtures.GROUP, tags("group")))));
    arm(
        ".*/storageAccounts\\?.*",
        """
        {"id":"%s","name":"a","location":"westeurope","tags":{%s},
         "properties":{"primaryEndpoints":{"blob":"%s/blob"}}}
        """
            .formatted(at.mailboxAccountId(), tags, azure.baseUrl()));
    arm(".*/blobServices/default/containers\\?.*", "{\"name\":\"mailbox\"}");
  }

  private String tags(String logicalId) {
    return at.identity().tags(logicalId, 1, null).entrySet().stream()
        .map(tag -> "\"%s\":\"%s\"".formatted(tag.getKey(), tag.getValue()))
        .collect(Collectors.joining(","));
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(body);
  }

  private static void arm(String url, String items) {
    azure.stubFor(get(urlMatching(url)).willReturn(json("{\"value\":[" + items + "]}")));
  }

  private static void blob(ResponseDefinitionBuilder response) {
    azure.stubFor(any(urlPathEqualTo(BLOB)).willReturn(response));
  }

  private static void written() {
    azure.stubFor(
        put(urlPathEqualTo(BLOB))
            .willReturn(aResponse().withStatus(201).withHeader("ETag", "\"2\"")));
  }

  private static ResponseDefinitionBuilder refusal(int status, String code) {
    return aResponse().withStatus(status).withHeader("x-ms-error-code", code);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("a blob comes with its version, and only where that is another than the known one")
  void read() {
    blob(aResponse().withHeader("ETag", "\"0x8D\"").withBody("{}"));
    assertThat(objects.get(NAME, null))
        .isInstanceOfSatisfying(
            Objects.Content.class,
            content -> {
              assertThat(content.bytes()).isEqualTo(bytes("{}"));
              assertThat(content.etag()).isEqualTo("\"0x8D\"");
            });
    azure.verify(getRequestedFor(urlPathEqualTo(BLOB)).withHeader("If-None-Match", absent()));

    blob(refusal(304, "ConditionNotMet"));
    assertThat(objects.get(NAME, "\"0x8D\"")).isEqualTo(new Objects.Same());
    azure.verify(
        getRequestedFor(urlPathEqualTo(BLOB)).withHeader("If-None-Match", equalTo("\"0x8D\"")));

    blob(refusal(404, "BlobNotFound"));
    assertThat(objects.get(NAME, null)).isEqualTo(new Objects.Absent());
  }

  @Test
  @DisplayName("where the mailbox is is asked of Azure once, not with every blob")
  void oneLook() {
    blob(aResponse().withHeader("ETag", "\"1\"").withBody("{}"));
    written();
    for (int i = 0; i < 5; i++) {
      objects.get(NAME, null);
      objects.put(NAME, bytes("{}"), "\"1\"");
    }
    azure.verify(1, getRequestedFor(urlMatching(".*/storageAccounts\\?.*")));
  }

  @Test
  @DisplayName("bytes are read by range; past the end there are none")
  void range() {
    blob(aResponse().withStatus(206).withBody("cde"));
    assertThat(objects.range(NAME, 2, 3)).hasValue(bytes("cde"));
    azure.verify(
        getRequestedFor(urlPathEqualTo(BLOB)).withHeader("x-ms-range", equalTo("bytes=2-4")));

    blob(refusal(416, "InvalidRange"));
    assertThat(objects.range(NAME, 9, 3)).hasValue(new byte[0]);
    blob(refusal(404, "BlobNotFound"));
    assertThat(objects.range(NAME, 0, 3)).isEmpty();
  }

  @Test
  @DisplayName("a write says which version it replaces, and tells where another was quicker")
  void write() {
    written();
    assertThat(objects.put(NAME, bytes("{}"), "\"1\"")).hasValue("\"2\"");
    azure.verify(
        putRequestedFor(urlPathEqualTo(BLOB))
            .withHeader("If-Match", equalTo("\"1\""))
            .withHeader("x-ms-blob-type", equalTo("BlockBlob"))
            .withRequestBody(equalTo("{}")));
    objects.put(NAME, bytes("{}"), null);
    azure.verify(putRequestedFor(urlPathEqualTo(BLOB)).withHeader("If-None-Match", equalTo("*")));

    blob(refusal(412, "ConditionNotMet"));
    assertThat(objects.put(NAME, bytes("{}"), "\"1\"")).isEmpty();
    blob(refusal(409, "BlobAlreadyExists"));
    assertThat(objects.put(NAME, bytes("{}"), null)).isEmpty();
  }

  @Test
  @DisplayName("what is no answer to that question is a failure of its class")
  void failures() {
    Map.of(
            refusal(403, "AuthorizationFailure"), Failure.Type.DENIED,
            refusal(503, "ServerBusy"), Failure.Type.UNAVAILABLE,
            refusal(409, "ContainerBeingDeleted"), Failure.Type.BUSY,
            refusal(404, "ContainerNotFound"), Failure.Type.INVALID)
        .forEach(
            (answer, type) -> {
              blob(answer);
              Throwable thrown = catchThrowable(() -> objects.put(NAME, bytes("{}"), "\"1\""));
              assertThat(AzureErrors.classify(thrown).type()).isEqualTo(type);
            });
  }

  @Test
  @DisplayName("a blob that is gone is deleted")
  void delete() {
    blob(aResponse().withStatus(202));
    objects.delete(NAME);
    azure.verify(deleteRequestedFor(urlPathEqualTo(BLOB)));
    blob(refusal(404, "BlobNotFound"));
    objects.delete(NAME);
  }

  @Test
  @DisplayName("a list's pages are read as they are come to")
  void pages() {
    for (int page = 0; page < 3; page++) {
      azure.stubFor(
          get(urlPathEqualTo("/blob/mailbox"))
              .withQueryParam("prefix", equalTo("capture/"))
              .withQueryParam("marker", page == 0 ? absent() : equalTo("m" + page))
              .willReturn(
                  aResponse()
                      .withBody(
                          """
                          <?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs><Blob>
                          <Name>capture/%d</Name><Properties>
                          <Last-Modified>Sun, 22 Nov 2026 10:00:0%d GMT</Last-Modified>
                          <Content-Length>%d</Content-Length></Properties></Blob></Blobs>
                          <NextMarker>%s</NextMarker></EnumerationResults>
                          """
                              .formatted(page, page, 100 + page, page == 2 ? "" : "m" + (page + 1))
                              .replace("\n", ""))));
    }

    assertThat(objects.list("capture/").limit(1))
        .containsExactly(new Objects.Item("capture/0", 100, Instant.parse("2026-11-22T10:00:00Z")));
    azure.verify(
        0,
        getRequestedFor(urlPathEqualTo("/blob/mailbox")).withQueryParam("marker", equalTo("m2")));
    assertThat(objects.list("capture/").map(Objects.Item::name))
        .isEqualTo(List.of("capture/0", "capture/1", "capture/2"));
  }

  @Test
  @DisplayName("without a mailbox nothing is there, and to write needs one")
  void noMailbox() {
    arm(".*/storageAccounts\\?.*", "");

    assertThat(objects.get(NAME, null)).isEqualTo(new Objects.Absent());
    assertThat(objects.range(NAME, 0, 1)).isEmpty();
    assertThat(objects.list("search/")).isEmpty();
    objects.delete(NAME);
    Failure failure =
        AzureErrors.classify(catchThrowable(() -> objects.put(NAME, bytes("{}"), null)));
    assertThat(failure.type()).isEqualTo(Failure.Type.INVALID);
    assertThat(failure.problem().summary()).isEqualTo("The stack has no mailbox.");
    azure.verify(0, putRequestedFor(anyUrl()));
  }
}
