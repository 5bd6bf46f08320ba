package io.sluice.node.flow.timing;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.packet.Decoder;
import java.util.List;

/** Keeps the {@link Flow#TIMING} section of rows. */
public final class Timing {

  /**
   * A TCP segment of the flow, after it has been counted.
   *
   * @param direction {@link Flow#AB} or {@link Flow#BA}
   * @param verdicts bits of {@link io.sluice.node.flow.TcpVerdicts}
   */
  public void segment(Flow flow, int direction, int verdicts, Decoder packet, long nanos) {}

  public static List<Column> columns() {
    return List.of();
  }
}
