package io.sluice.packet;

import org.jspecify.annotations.Nullable;

/** A fragment of an IP packet: put together with the others where there is a place for that. */
final class FragmentSteps {
  private FragmentSteps() {}

  /**
   * A fragment whose payload starts at {@code d.at}.
   *
   * @param offset of this payload in the whole one, in bytes
   * @param whole whether all of this fragment was captured
   */
  static int fragment(
      Decoder d, int protocol, int offset, boolean more, int identification, boolean whole) {
    d.network(protocol, true);
    @Nullable Reassembly reassembly = d.reassembly();
    if (reassembly == null || !whole) {
      // A first fragment tells its ports; the rest of it may be of use to who reads headers only
      boolean shown = offset == 0 && (reassembly == null || d.ipVersion == 4);
      return shown ? Step.PROTOCOL : d.stop(Unread.FRAGMENT);
    }
    int length = (int) (d.end - d.at);
    int slot = reassembly.slot(d, protocol, identification);
    if (offset == 0 && Ports.has(protocol) && length >= Ports.LENGTH) {
      reassembly.notePorts(slot, d.i32(0));
    }
    int ports = reassembly.ports(slot);
    int total = reassembly.add(slot, d.memory, d.at, offset, length, more);
    if (total < 0) {
      d.sourcePort = ports >>> 16;
      d.destinationPort = ports & 0xffff;
      return d.stop(Unread.FRAGMENT);
    }
    long header = reassembly.putHeader(d.memory, d.network, d.ipVersion);
    d.reassembled(reassembly.memory(), header, Reassembly.PAYLOAD, total);
    d.next(protocol);
    return Step.PROTOCOL;
  }
}
