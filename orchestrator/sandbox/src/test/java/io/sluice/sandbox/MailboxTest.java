package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.GROUP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Wire.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {
  private static final String ACCOUNT =
      GROUP + "/providers/Microsoft.Storage/storageAccounts/sluicemail";
  private static final String CONTAINER = ACCOUNT + "/blobServices/default/containers/mailbox";
  private static final String CONTRIBUTOR =
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/"
          + "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
  private static final String READER =
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/"
          + "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
  private static final String STORAGE =
      "{'location':'westeurope','kind':'StorageV2','sku':{'name':'Standard_LRS'}}";
  private static final Map<String, String> BLOCK = Map.of("x-ms-blob-type", "BlockBlob");

  private Wire wire;

  @BeforeEach
  void start(@TempDir Path dir) {
    wire = new Wire(dir).withNetwork();
    wire.put(ACCOUNT, STORAGE);
    while (wire.get(ACCOUNT).at("properties.provisioningState").equals("Updating")) {
      Thread.onSpinWait();
    }
    wire.put(CONTAINER, "{}");
  }

  @AfterEach
  void stop() {
    wire.close();
  }

  private Reply grant(String scope, String role, String principal) {
    String name = UUID.nameUUIDFromBytes((scope + role + principal).getBytes(UTF_8)).toString();
    return wire.tryPut(
        scope + "/providers/Microsoft.Authorization/roleAssignments/" + name,
        "{'properties':{'roleDefinitionId':'" + role + "','principalId':'" + principal + "'}}");
  }

  private Reply put(String name, String text) {
    return wire.blob("PUT", "sluicemail/mailbox/" + name, text.getBytes(UTF_8), BLOCK);
  }

  private Reply read(String name, Map<String, String> headers) {
    return wire.blob("GET", "sluicemail/mailbox/" + name, new byte[0], headers);
  }

  @Test
  void withoutARoleNobodyReadsOrWrites() {
    Reply refused = put("a", "hello");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("<Code>AuthorizationPermissionMismatch</Code>");
    assertThat(refused.headers())
        .containsEntry("x-ms-error-code", "AuthorizationPermissionMismatch");
    wire.useToken("");
    assertThat(put("a", "hello").status()).isEqualTo(401);
  }

  @Test
  void aReaderReadsAndAContributorWrites() {
    grant(GROUP, READER, Wire.ME);
    assertThat(read("a", Map.of()).headers()).containsEntry("x-ms-error-code", "BlobNotFound");
    assertThat(put("a", "hello").status()).isEqualTo(403);
    grant(CONTAINER, CONTRIBUTOR, Wire.ME);
    assertThat(put("a", "hello").status()).isEqualTo(201);
    assertThat(read("a", Map.of()).text()).isEqualTo("hello");
    wire.speakAs("somebody-else");
    assertThat(read("a", Map.of()).status()).isEqualTo(403);
  }

  @Test
  void aRoleIsAssignedOnceAndKnown() {
    assertThat(grant(GROUP, CONTRIBUTOR, Wire.ME).status()).isEqualTo(201);
    assertThat(grant(GROUP, CONTRIBUTOR, Wire.ME).status()).isEqualTo(201);
    Reply twice =
        wire.tryPut(
            GROUP
                + "/providers/Microsoft.Authorization/roleAssignments/"
                + "99999999-9999-4999-8999-999999999999",
            "{'properties':{'roleDefinitionId':'"
                + CONTRIBUTOR
                + "','principalId':'"
                + Wire.ME
                + "'}}");
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.code()).isEqualTo("RoleAssignmentExists");
    assertThat(grant(GROUP, READER.replace("2a2b", "2a2c"), Wire.ME).code())
        .isEqualTo("RoleDefinitionDoesNotExist");
    String list = GROUP + "/providers/Microsoft.Authorization/roleAssignments";
    assertThat(wire.get(list).json().path("value")).hasSize(1);
    assertThat(
            wire.get(
                    CONTAINER
                        + "/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()")
                .json()
                .path("value"))
        .as("assignments above a scope hold for it")
        .hasSize(1);
  }

  @Test
  void whoHasTheVersionGetsNotModified() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    String etag = put("config", "one").headers().get("etag");
    assertThat(read("config", Map.of("If-None-Match", etag)).status()).isEqualTo(304);
    put("config", "two");
    assertThat(read("config", Map.of("If-None-Match", etag)).text()).isEqualTo("two");
  }

  @Test
  void aConditionalWriteLosesARace() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    String etag = put("config", "one").headers().get("etag");
    put("config", "two");
    Reply stale =
        wire.blob(
            "PUT",
            "sluicemail/mailbox/config",
            "three".getBytes(UTF_8),
            Map.of("x-ms-blob-type", "BlockBlob", "If-Match", etag));
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.headers()).containsEntry("x-ms-error-code", "ConditionNotMet");
    Reply exists =
        wire.blob(
            "PUT",
            "sluicemail/mailbox/config",
            "three".getBytes(UTF_8),
            Map.of("x-ms-blob-type", "BlockBlob", "If-None-Match", "*"));
    assertThat(exists.headers()).containsEntry("x-ms-error-code", "BlobAlreadyExists");
  }

  @Test
  void partsAndMetadataComeBackAsTheyWerePut() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    wire.blob(
        "PUT",
        "sluicemail/mailbox/bundle/a%20b.tar.gz",
        "0123456789".getBytes(UTF_8),
        Map.of("x-ms-blob-type", "BlockBlob", "x-ms-meta-sha256", "abc"));
    Reply part = read("bundle/a%20b.tar.gz", Map.of("x-ms-range", "bytes=2-4"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(part.headers()).containsEntry("content-range", "bytes 2-4/10");
    assertThat(read("bundle/a%20b.tar.gz", Map.of("x-ms-range", "bytes=10-")).status())
        .isEqualTo(416);
    Reply head = wire.blob("HEAD", "sluicemail/mailbox/bundle/a%20b.tar.gz", new byte[0], Map.of());
    assertThat(head.headers())
        .containsEntry("x-ms-meta-sha256", "abc")
        .containsEntry("content-length", "10");
  }

  @Test
  void blocksBecomeABlobWhenTheyAreCommitted() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    String blob = "sluicemail/mailbox/big";
    wire.blob("PUT", blob + "?comp=block&blockid=QQ%3D%3D", "one ".getBytes(UTF_8), Map.of());
    wire.blob("PUT", blob + "?comp=block&blockid=Qg%3D%3D", "two".getBytes(UTF_8), Map.of());
    assertThat(read("big", Map.of()).status()).isEqualTo(404);
    String list = "<BlockList><Latest>QQ==</Latest><Latest>Qg==</Latest></BlockList>";
    assertThat(wire.blob("PUT", blob + "?comp=blocklist", list.getBytes(UTF_8), Map.of()).status())
        .isEqualTo(201);
    assertThat(read("big", Map.of()).text()).isEqualTo("one two");
  }

  @Test
  void damagedBytesAreRefused() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    Reply reply =
        wire.blob(
            "PUT",
            "sluicemail/mailbox/a",
            "hello".getBytes(UTF_8),
            Map.of("x-ms-blob-type", "BlockBlob", "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="));
    assertThat(reply.headers()).containsEntry("x-ms-error-code", "Md5Mismatch");
  }

  @Test
  void theListHasAPrefixPagesAndMetadata() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    for (String name : List.of("status/a", "status/b", "status/c", "config/x")) {
      wire.blob(
          "PUT",
          "sluicemail/mailbox/" + name,
          "x".getBytes(UTF_8),
          Map.of("x-ms-blob-type", "BlockBlob", "x-ms-meta-of", name));
    }
    List<String> names = new ArrayList<>();
    String marker = "";
    int pages = 0;
    do {
      Reply page =
          wire.blob(
              "GET",
              "sluicemail/mailbox?restype=container&comp=list&prefix=status/&include=metadata"
                  + "&maxresults=2&marker="
                  + marker,
              new byte[0],
              Map.of());
      pages++;
      Matcher matcher = Pattern.compile("<of>([^<]*)</of>").matcher(page.text());
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
      Matcher next = Pattern.compile("<NextMarker>([^<]+)</NextMarker>").matcher(page.text());
      marker = next.find() ? next.group(1) : "";
    } while (!marker.isEmpty());
    assertThat(names).containsExactly("status/a", "status/b", "status/c");
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void aDeletedContainerTakesItsBlobsAlong() {
    grant(ACCOUNT, CONTRIBUTOR, Wire.ME);
    put("a", "hello");
    assertThat(wire.delete(CONTAINER).status()).isEqualTo(200);
    assertThat(read("a", Map.of()).headers()).containsEntry("x-ms-error-code", "ContainerNotFound");
    wire.put(CONTAINER, "{}");
    assertThat(read("a", Map.of()).headers()).containsEntry("x-ms-error-code", "BlobNotFound");
  }

  @Test
  void anAccountsNameIsTheWorlds() {
    String other = GROUP.replace("/g", "/h");
    wire.put(other, "{'location':'westeurope'}");
    Reply taken =
        wire.tryPut(other + "/providers/Microsoft.Storage/storageAccounts/sluicemail", STORAGE);
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.code()).isEqualTo("StorageAccountAlreadyTaken");
    assertThat(wire.tryPut(ACCOUNT.replace("sluicemail", "Bad-Name"), STORAGE).code())
        .isEqualTo("AccountNameInvalid");
    assertThat(wire.get(ACCOUNT).at("properties.primaryEndpoints.blob"))
        .isEqualTo(wire.sandbox.http() + "/blob/sluicemail/");
  }

  @Test
  void aMachineGetsTokensForItsOwnIdentitiesAlone() {
    String identities = GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
    Reply mine = wire.put(identities + "mine", "{'location':'westeurope'}");
    Reply other = wire.put(identities + "other", "{'location':'westeurope'}");
    wire.put(Wire.NETWORK + "/loadBalancers/gateway", Fixtures.gateway());
    wire.put(Wire.COMPUTE + "/virtualMachineScaleSets/fleet", Fixtures.scaleSet(1, mine.at("id")));
    String path =
        "/imds/fleet_0/metadata/identity/oauth2/token?api-version=2018-02-01"
            + "&resource=https://storage.azure.com/&client_id=";
    Map<String, String> metadata = Map.of("Metadata", "true");
    String client = mine.at("properties.clientId");
    assertThat(wire.send("GET", path + client, new byte[0], Map.of()).status()).isEqualTo(400);
    assertThat(
            wire.send("GET", path + other.at("properties.clientId"), new byte[0], metadata)
                .at("error_description"))
        .isEqualTo("Identity not found");
    String token = wire.send("GET", path + client, new byte[0], metadata).at("access_token");
    grant(CONTAINER, CONTRIBUTOR, mine.at("properties.principalId"));
    wire.useToken(token);
    assertThat(put("status/fleet_0.json", "{}").status()).isEqualTo(201);
    assertThat(
            wire.send(
                    "GET",
                    "/imds/fleet_0/metadata/instance?api-version=2021-02-01",
                    new byte[0],
                    metadata)
                .at("compute.name"))
        .isEqualTo("fleet_0");
    Reply calls = wire.control("GET", "/sandbox/calls", "");
    assertThat(calls.json().at("/machines/calls/PUT blob").asInt()).isEqualTo(1);
    assertThat(calls.json().at("/calls/PUT blob").isMissingNode()).isTrue();
  }
}
