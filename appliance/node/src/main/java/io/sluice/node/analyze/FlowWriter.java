package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.io.IOException;

/** One form in which flows are told. */
interface FlowWriter {
  /** Before the first flow, and again each time that is told of all flows anew. */
  void begin() throws IOException;

  void flow(Flow flow, FlowEnd end) throws IOException;

  /** After the last flow: everything is out when it returns. */
  void end(Summary summary) throws IOException;
}
