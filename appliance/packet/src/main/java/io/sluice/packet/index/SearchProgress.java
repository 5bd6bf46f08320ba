package io.sluice.packet.index;

/** Is told how far a search is: at each segment, and every few thousand packets. */
@FunctionalInterface
public interface SearchProgress {
  /**
   * How far it is.
   *
   * @param segments that are done
   * @param of so many
   * @param packets that were found
   */
  void at(int segments, int of, long packets);
}
