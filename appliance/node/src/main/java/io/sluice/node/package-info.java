/** The appliance: one process that forwards what its tunnels bring and says how it fares. */
@NullMarked
package io.sluice.node;

import org.jspecify.annotations.NullMarked;
