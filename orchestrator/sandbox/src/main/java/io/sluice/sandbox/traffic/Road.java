package io.sluice.sandbox.traffic;

import java.util.function.Consumer;

/** A way to send traffic in the sandbox: each cloud has its own. */
public interface Road {
  /** Whether there is anything to send through now. */
  boolean open();

  /**
   * Sends, waits until nothing is on its way any more, and reports.
   *
   * @param progress told about once a second; each is written as JSON
   * @return the report, to be written as JSON
   * @throws TrafficException when the request cannot be done; nothing was sent then
   * @throws InterruptedException when the caller's thread is interrupted; the run is cut short
   */
  Object run(TrafficRequest request, Consumer<Object> progress)
      throws TrafficException, InterruptedException;
}
