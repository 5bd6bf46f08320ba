package io.sluice.node.aws;

import io.sluice.node.mailbox.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.http.ContentStreamProvider;

/** A request's body, read once to be signed and once to be sent. */
sealed interface Payload {
  Payload NOTHING = new Bytes(new byte[0]);

  ContentStreamProvider content();

  /**
   * @throws UncheckedIOException when it cannot be read
   */
  BodyPublisher publisher();

  long size();

  /** How many bytes' time its sending may take. */
  long patience();

  /** Bytes at hand, never changed again. */
  final class Bytes implements Payload {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public ContentStreamProvider content() {
      return ContentStreamProvider.fromByteArrayUnsafe(bytes);
    }

    @Override
    public BodyPublisher publisher() {
      return bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public long patience() {
      return bytes.length;
    }
  }

  /** A file that does not change meanwhile. */
  record OfFile(Path file, long size) implements Payload {
    static OfFile of(Path file) throws IOException {
      return new OfFile(file, Files.size(file));
    }

    @Override
    public long patience() {
      return size;
    }

    @Override
    public ContentStreamProvider content() {
      return () -> {
        try {
          return Files.newInputStream(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }

    @Override
    public BodyPublisher publisher() {
      try {
        return BodyPublishers.ofFile(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A file that may have to go slowly. */
  record OfUpload(Upload upload) implements Payload {
    @Override
    public ContentStreamProvider content() {
      return new OfFile(upload.file(), upload.bytes()).content();
    }

    @Override
    public BodyPublisher publisher() {
      return upload.uncheckedPublisher();
    }

    @Override
    public long size() {
      return upload.bytes();
    }

    @Override
    public long patience() {
      return upload.patience();
    }
  }
}
