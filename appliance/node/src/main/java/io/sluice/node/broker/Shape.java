package io.sluice.node.broker;

/**
 * What is done to a tool's copies.
 *
 * @param stripVlan whether tags are taken off
 * @param stripTunnel whether tunnels inside are taken off
 * @param masks {@link Mask} bits
 * @param slice most bytes, 0 for all
 */
record Shape(boolean stripVlan, boolean stripTunnel, int masks, int slice) {
  static Shape of(ToolConfig config) {
    int masks = 0;
    for (Mask mask : config.mask()) {
      masks |= mask.bit();
    }
    return new Shape(
        config.strip().contains(Strip.VLAN),
        config.strip().contains(Strip.TUNNEL),
        masks,
        config.slice());
  }
}
