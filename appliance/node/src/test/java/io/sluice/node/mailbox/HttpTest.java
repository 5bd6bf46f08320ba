package io.sluice.node.mailbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HttpTest {
  @Test
  @Timeout(60)
  void answerWhoseBodyNeverComesIsGivenUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient client = HttpClient.newHttpClient()) {
      Thread.ofVirtual().start(() -> answerHalf(server));
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/config");
      Http http = new Http(client, Backoff.ONCE, Duration.ofMillis(500));

      assertThatThrownBy(
              () -> http.send("Reading", () -> HttpRequest.newBuilder(uri), status -> false))
          .isInstanceOf(MailboxException.class)
          .hasMessage("Reading got no answer (no whole answer in 500 ms)");
    }
  }

  /** Headers and the first of a hundred bytes, then silence until the other side lets go. */
  private static void answerHalf(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx".getBytes(US_ASCII));
      long unused = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has gone, which is what the test waits for
      return;
    }
  }
}
