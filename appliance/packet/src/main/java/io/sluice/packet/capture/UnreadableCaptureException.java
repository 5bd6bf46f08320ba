package io.sluice.packet.capture;

import java.io.IOException;
import java.io.Serial;

/**
 * A file that is no capture this library reads: the message is one sentence for the person who
 * named it, without the file's name. Nothing is wrong with the machine; another file, or a
 * conversion, helps.
 */
public final class UnreadableCaptureException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableCaptureException(String sentence) {
    super(sentence);
  }
}
