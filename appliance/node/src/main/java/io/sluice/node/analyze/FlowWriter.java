package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowSink;
import java.io.IOException;
import java.util.function.Consumer;

/** One form in which flows are told. */
interface FlowWriter {
  /** Before the first flow. */
  void begin() throws IOException;

  void flow(Flow flow, FlowEnd end) throws IOException;

  /**
   * While a capture grows, from time to time: what was told is out when it returns.
   *
   * @param living shows the flows that have not ended
   */
  void refresh(Summary summary, Consumer<FlowSink> living) throws IOException;

  /** After the last flow: everything is out when it returns. */
  void end(Summary summary) throws IOException;
}
