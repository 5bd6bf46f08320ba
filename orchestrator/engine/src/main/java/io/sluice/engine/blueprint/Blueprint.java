package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What should be seen, not which cloud objects make it so. One blueprint, one cloud, one fleet.
 *
 * @param blueprint the stack's name: 2 to 40 of a-z, 0-9 and {@code -}, starting with a letter
 * @param azure where in Azure, or null in AWS: the loader sees to it that there is exactly one
 * @param aws where in AWS, or null in Azure
 * @param gateway Azure's gateway; of no meaning in AWS, where the loader refuses the key
 * @param mirror set in AWS, null in Azure
 * @param pipeline null where the fleet only forwards, or takes and counts
 */
public record Blueprint(
    @Setting(
            value = "The stack's name. Every cloud object of it is named and tagged by it.",
            pattern = "[a-z][a-z0-9-]{0,38}[a-z0-9]",
            form = "2 to 40 of a-z, 0-9 and -, starting with a letter and not ending with -")
        String blueprint,
    @Setting("Where in Azure the stack is built; or `aws`.") @Nullable Azure azure,
    @Setting("Where in AWS the stack is built; or `azure`.") @Nullable Aws aws,
    @Setting("Where the fleet lives.") Network network,
    @Setting("Where packets come from.") List<Source> sources,
    @Setting(
            value = "In Azure: the gateway load balancer that hands packets to the fleet.",
            fallback = "{}")
        Gateway gateway,
    @Setting("In AWS: how packets are mirrored into the fleet.") @Nullable Mirror mirror,
    @Setting("The fleet.") Appliances appliances,
    @Setting("What the fleet does with what it sees.") @Nullable Pipeline pipeline) {
  /** Inline in Azure. */
  public Blueprint(
      String blueprint,
      @Nullable Azure azure,
      Network network,
      List<Source> sources,
      Gateway gateway,
      Appliances appliances) {
    this(blueprint, azure, null, network, sources, gateway, null, appliances, null);
  }
}
