package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ParallelUploadsTest extends S3Bench {
  @Test
  @DisplayName("of many who put the same key at once, one whole object is left")
  void parallelPuts() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> puts =
          IntStream.range(0, 16)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              s3.putObject(
                                  b -> b.bucket(BUCKET).key("status/m.json"),
                                  RequestBody.fromBytes(filled(i)))))
              .toList();
      for (Future<?> put : puts) {
        put.get();
      }
    }
    byte[] left = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("status/m.json")).asByteArray();
    assertThat(left).isEqualTo(filled(left[0]));
    assertThat(files()).hasSize(1);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[400_000 + value];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  @DisplayName("of many who may only create, one does")
  void onlyOneCreates() throws Exception {
    List<Boolean> won;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> puts =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            try {
                              s3.putObject(
                                  b -> b.bucket(BUCKET).key("lock").ifNoneMatch("*"),
                                  RequestBody.fromString("" + i));
                              return true;
                            } catch (S3Exception e) {
                              assertThat(e.statusCode()).isEqualTo(412);
                              return false;
                            }
                          }))
              .toList();
      won = new ArrayList<>();
      for (Future<Boolean> put : puts) {
        won.add(put.get());
      }
    }
    assertThat(won).containsOnlyOnce(true);
  }

  @Test
  @DisplayName("a reader has the whole of what it began to read, though it is replaced meanwhile")
  void replacedWhileRead() throws Exception {
    byte[] old = random(8 << 20);
    s3.putObject(b -> b.bucket(BUCKET).key("a"), RequestBody.fromBytes(old));
    try (var stream = s3.getObject(b -> b.bucket(BUCKET).key("a"))) {
      int first = stream.read();
      put("a", "new");
      byte[] rest = stream.readAllBytes();
      assertThat((byte) first).isEqualTo(old[0]);
      assertThat(rest).isEqualTo(Arrays.copyOfRange(old, 1, old.length));
    }
    assertThat(get("a")).isEqualTo("new");
  }

  @Test
  @DisplayName("an upload that breaks off leaves the object that was")
  void cutUpload() throws Exception {
    put("a", "old");
    try (Socket socket = socket()) {
      String head =
          "PUT /"
              + BUCKET
              + "/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
              + "Authorization: "
              + SIGNED
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(new byte[50_000]);
      socket.getOutputStream().flush();
    }
    assertThat(get("a")).isEqualTo("old");
    assertThat(files()).hasSize(1);
  }

  @Test
  @DisplayName("a chunked body that is cut short is refused")
  void cutChunks() throws Exception {
    HttpResponse<String> answer =
        raw(
            "PUT",
            "/" + BUCKET + "/a",
            "8\r\n12345678\r\n8\r\n1234",
            "content-encoding",
            "aws-chunked",
            "x-amz-decoded-content-length",
            "16",
            "x-amz-content-sha256",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<Code>IncompleteBody</Code>");
    assertThat(files()).isEmpty();
  }
}
