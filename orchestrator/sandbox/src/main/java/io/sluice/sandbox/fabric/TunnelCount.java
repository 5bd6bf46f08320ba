package io.sluice.sandbox.fabric;

/**
 * What the fabric counted on one tunnel of one appliance since the appliance is a target.
 *
 * @param sentPackets to the appliance
 * @param sentBytes UDP payload: VXLAN header and inner frame
 * @param returnedPackets from the appliance, also those that were dropped afterwards
 * @param returnedBytes UDP payload
 */
public record TunnelCount(
    long sentPackets, long sentBytes, long returnedPackets, long returnedBytes) {

  /** The difference to an earlier count of the same tunnel. */
  public TunnelCount minus(TunnelCount earlier) {
    return new TunnelCount(
        sentPackets - earlier.sentPackets,
        sentBytes - earlier.sentBytes,
        returnedPackets - earlier.returnedPackets,
        returnedBytes - earlier.returnedBytes);
  }
}
