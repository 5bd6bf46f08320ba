/**
 * {@code appliance analyze}: the worker's own analysis over capture files, told as a table that
 * people read, or as JSON, CSV, or the tab-separated columns that tshark's verdicts are held
 * against.
 */
@NullMarked
package io.sluice.node.analyze;

import org.jspecify.annotations.NullMarked;
