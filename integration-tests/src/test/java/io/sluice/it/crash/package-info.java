/**
 * Kills the orchestrator before and after each call that it makes to the cloud, runs it again, and
 * looks for what leaked or was doubled.
 */
@NullMarked
package io.sluice.it.crash;

import org.jspecify.annotations.NullMarked;
