package io.sluice.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3MailboxTest {
  private static final String IMDS = "/imds/i-0123/latest/";

  private final List<Headers> gets = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private HttpServer cloud;
  private volatile String role = "fleet-role";

  @BeforeEach
  void cloud() throws IOException {
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext(
        IMDS + "api/token",
        exchange -> {
          boolean asked =
              exchange.getRequestMethod().equals("PUT")
                  && exchange
                      .getRequestHeaders()
                      .containsKey("X-aws-ec2-metadata-token-ttl-seconds");
          answer(exchange, asked ? 200 : 400, "session");
        });
    cloud.createContext(
        IMDS + "meta-data/iam/security-credentials/",
        exchange -> {
          boolean token =
              "session".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
          String path = exchange.getRequestURI().getPath();
          if (!token) {
            answer(exchange, 401, "");
          } else if (role.isEmpty()) {
            answer(exchange, 404, "");
          } else {
            answer(
                exchange,
                200,
                path.endsWith("/")
                    ? role
                    : "{\"Code\": \"Success\", \"AccessKeyId\": \"ASIAX\", \"SecretAccessKey\":"
                        + " \"s\", \"Token\": \"of-the-role\"}");
          }
        });
    cloud.createContext(
        "/mailbox/bundle/a.tar.gz",
        exchange -> {
          gets.add(exchange.getRequestHeaders());
          answer(exchange, 200, "the bundle");
        });
    cloud.start();
  }

  @AfterEach
  void end() {
    cloud.stop(0);
  }

  @Test
  void theBundleIsFetchedUnderASignatureOfTheMachinesRole() throws Exception {
    Path into = folder.resolve("bundle");

    new S3Mailbox().fetch(metadata(), boot("bundle/a.tar.gz"), into);

    assertThat(into).hasContent("the bundle");
    assertThat(gets).hasSize(1);
    assertThat(gets.getFirst().getFirst("Authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=ASIAX/")
        .contains("/eu-west-1/s3/aws4_request");
    assertThat(gets.getFirst().getFirst("X-Amz-Security-Token")).isEqualTo("of-the-role");
    assertThat(gets.getFirst()).containsKey("X-amz-content-sha256");
  }

  @Test
  void aMachineWithoutARoleIsToldSo() {
    role = "";

    assertThatThrownBy(
            () ->
                new S3Mailbox()
                    .fetch(metadata(), boot("bundle/a.tar.gz"), folder.resolve("bundle")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the metadata service answered 404 for")
        .hasMessageContaining("security-credentials");
    assertThat(gets).isEmpty();
  }

  @Test
  void anObjectThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> new S3Mailbox().fetch(metadata(), boot("bundle/b"), folder.resolve("bundle")))
        .isInstanceOf(IOException.class)
        .hasMessage("the mailbox answered 404 for bundle/b");
  }

  private BootDocument boot(String object) throws BootFailure {
    return BootDocument.read(
        """
        {"mailbox": {"type": "s3", "url": "%s/mailbox", "region": "eu-west-1"},
         "bundle": {"object": "%s", "sha256": "%s"}}
        """
            .formatted(base(), object, "0".repeat(64))
            .getBytes(StandardCharsets.UTF_8));
  }

  private URI metadata() {
    return URI.create(base() + "/imds/i-0123");
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + cloud.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
