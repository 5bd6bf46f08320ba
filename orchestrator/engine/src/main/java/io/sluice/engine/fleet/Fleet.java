package io.sluice.engine.fleet;

import java.util.List;

/** The fleet as the cloud and the mailbox tell it. */
public interface Fleet {

  /**
   * The hash of the config that the blueprint means now, as {@link ApplianceConfig#hash()} gives
   * it.
   */
  String configHash();

  /**
   * Every machine that the cloud runs for the fleet, with its last status. Empty when there is no
   * fleet.
   */
  List<Machine> machines();
}
