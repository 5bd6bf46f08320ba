package io.sluice.engine.resource;

/** Turns references into the cloud's ids. */
@FunctionalInterface
public interface Refs {
  /**
   * @return the physical id
   * @throws IllegalStateException when the resource does not exist yet: the applier's order is
   *     wrong, which is our bug
   */
  String id(Ref ref);
}
