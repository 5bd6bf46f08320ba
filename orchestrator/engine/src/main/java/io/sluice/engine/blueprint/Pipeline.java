package io.sluice.engine.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * What the fleet does with the packets that it sees.
 *
 * @param flows where what was measured of flows goes, or null where nobody wants it
 */
public record Pipeline(
    @Setting("Flow records: how often, and where they go.") @Nullable FlowRecords flows) {}
