/**
 * One pane of glass over a fleet: dashboards, search, monitors. Nothing is built here yet; the
 * command line shows the fleet with {@code orchestrator status}.
 */
@NullMarked
package io.sluice.console;

import org.jspecify.annotations.NullMarked;
