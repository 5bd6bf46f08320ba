/**
 * What orchestrator asks of a fleet through its mailbox, and what the appliances answer: the
 * asker's side of the search desk. The protocol stands in the description of the appliance's
 * package {@code io.sluice.node.desk}; both sides are held to the same examples.
 */
@NullMarked
package io.sluice.engine.search;

import org.jspecify.annotations.NullMarked;
