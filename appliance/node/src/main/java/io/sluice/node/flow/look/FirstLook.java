package io.sluice.node.flow.look;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.packet.Decoder;
import java.util.List;

/** Keeps the {@link Flow#LOOK} section of rows, and the names that rows refer to. */
public final class FirstLook {

  /**
   * A packet with payload.
   *
   * @param direction {@link Flow#AB} or {@link Flow#BA}
   * @param fresh whether it brings bytes that were not seen before (always so outside TCP)
   * @param at where the payload starts in the packet's memory
   * @param captured bytes of it that are there
   */
  public void payload(
      Flow flow, int direction, boolean fresh, Decoder packet, long at, int captured, long nanos) {}

  public List<Column> columns() {
    return List.of();
  }
}
