/** What orchestrator and appliance say to each other through the mailbox. */
@NullMarked
package io.sluice.it.fleet;

import org.jspecify.annotations.NullMarked;
