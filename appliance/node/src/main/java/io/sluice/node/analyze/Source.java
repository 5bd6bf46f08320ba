package io.sluice.node.analyze;

import io.sluice.node.config.UserError;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.UnreadableCaptureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens capture files and says in one sentence why one cannot be. */
final class Source {
  private Source() {}

  static CaptureReader open(Path file) {
    return told(file, () -> CaptureFile.open(file));
  }

  static CaptureReader follow(Path file, Duration patience) {
    return told(file, () -> CaptureFile.follow(file, patience));
  }

  private interface Opening {
    CaptureReader open() throws IOException;
  }

  private static CaptureReader told(Path file, Opening opening) {
    try {
      return opening.open();
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  /** One whole sentence for whoever named the file. */
  static UserError problem(Path file, IOException e) {
    return new UserError(
        switch (e) {
          case NoSuchFileException _ -> "There is no file %s.".formatted(file);
          case AccessDeniedException _ -> "%s may not be read by this user.".formatted(file);
          case UnreadableCaptureException _ ->
              "%s cannot be analysed: %s."
                  .formatted(file, withoutStop(String.valueOf(e.getMessage())));
          default ->
              "%s cannot be read: %s.".formatted(file, withoutStop(String.valueOf(e.getMessage())));
        });
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
