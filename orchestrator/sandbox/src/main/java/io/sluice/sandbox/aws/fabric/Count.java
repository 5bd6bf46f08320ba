package io.sluice.sandbox.aws.fabric;

/**
 * Packets and their bytes.
 *
 * @param bytes of Ethernet frames between instances; of UDP payload between fabric and appliances
 */
public record Count(long packets, long bytes) {
  public static final Count ZERO = new Count(0, 0);

  /** The difference to an earlier count of the same. */
  public Count minus(Count earlier) {
    return new Count(packets - earlier.packets, bytes - earlier.bytes);
  }
}
