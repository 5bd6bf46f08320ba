package io.sluice.node.tunnel;

import io.sluice.packet.Verdict;
import io.sluice.packet.Vxlan;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What makes VXLAN that of one network. */
final class VxlanCheck {
  private VxlanCheck() {}

  /**
   * Why these bytes are not VXLAN of this network, null if they are.
   *
   * @param frameLength what must follow the header at least, in bytes
   */
  static @Nullable DropReason of(
      MemorySegment memory, long at, long length, int frameLength, int vni) {
    if (length < Vxlan.HEADER_LENGTH + frameLength) {
      return DropReason.SHORT_DATAGRAM;
    }
    if (Vxlan.check(memory, at, length) != Verdict.OK) {
      return DropReason.NOT_VXLAN;
    }
    return Vxlan.vni(memory, at) == vni ? null : DropReason.BAD_VNI;
  }
}
