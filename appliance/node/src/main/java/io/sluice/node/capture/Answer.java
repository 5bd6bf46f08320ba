package io.sluice.node.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** Answers of HTTP/1.1 (RFC 9112); the connection ends with each. */
final class Answer {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  static final String PCAPNG = "application/x-pcapng";

  private Answer() {}

  static void whole(WritableByteChannel to, int status, String type, String body)
      throws IOException {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, reason(status), type, bytes.length);
    writeAll(to, ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
    writeAll(to, ByteBuffer.wrap(bytes));
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 503 -> "Service Unavailable";
      case 507 -> "Insufficient Storage";
      default -> "Internal Server Error";
    };
  }

  private static void writeAll(WritableByteChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** A body whose length is not known before its end. One that is only closed was cut off. */
  static final class Chunked implements WritableByteChannel {
    private final WritableByteChannel to;

    Chunked(WritableByteChannel to, String type, String trailers) throws IOException {
      this.to = to;
      ascii(
          "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\nTrailer: %s\r\n"
                  .formatted(type, trailers)
              + "Connection: close\r\n\r\n");
    }

    private void ascii(String text) throws IOException {
      writeAll(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      if (length > 0) {
        ascii(Integer.toHexString(length) + "\r\n");
        writeAll(to, bytes);
        ascii("\r\n");
      }
      return length;
    }

    /**
     * The body is whole.
     *
     * @param trailers lines, each with its end
     */
    void end(String trailers) throws IOException {
      ascii("0\r\n" + trailers + "\r\n");
    }

    @Override
    public boolean isOpen() {
      return to.isOpen();
    }

    @Override
    public void close() {
      // The connection is closed by whoever opened it
    }
  }
}
