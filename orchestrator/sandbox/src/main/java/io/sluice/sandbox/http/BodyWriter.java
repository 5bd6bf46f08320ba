package io.sluice.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a body; each flush sends what was written so far. */
@FunctionalInterface
public interface BodyWriter {
  /**
   * Runs on the request's own virtual thread and may block.
   *
   * @throws IOException when the client has gone; the connection is then closed
   */
  void write(OutputStream out) throws IOException;
}
