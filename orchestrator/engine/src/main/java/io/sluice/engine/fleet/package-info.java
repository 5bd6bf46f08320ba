/**
 * The fleet as the mailbox tells it: the config that appliances follow and the status that they
 * write.
 */
@NullMarked
package io.sluice.engine.fleet;

import org.jspecify.annotations.NullMarked;
