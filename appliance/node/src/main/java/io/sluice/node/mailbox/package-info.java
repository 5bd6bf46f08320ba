/** The object store where orchestrator and appliances meet, and how a machine gets at it. */
@NullMarked
package io.sluice.node.mailbox;

import org.jspecify.annotations.NullMarked;
