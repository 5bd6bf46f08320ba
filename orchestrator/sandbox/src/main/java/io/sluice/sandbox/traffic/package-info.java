/**
 * Sends conversations, generated or from a capture, through a frontend of the fabric and reports
 * what was sent, delivered and lost each way, and whether the appliances counted the same.
 */
@NullMarked
package io.sluice.sandbox.traffic;

import org.jspecify.annotations.NullMarked;
