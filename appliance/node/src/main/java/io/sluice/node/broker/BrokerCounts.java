package io.sluice.node.broker;

import java.util.List;

/**
 * All tools of the running config, in its order.
 *
 * @param tools each with its own counts
 */
public record BrokerCounts(List<ToolCounts> tools) {}
