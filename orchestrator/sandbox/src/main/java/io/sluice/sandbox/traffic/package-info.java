/**
 * Sends conversations, generated or from a capture, through a frontend of the fabric or between
 * mirrored instances, and reports what was sent, delivered, mirrored and lost, and whether the
 * appliances counted the same.
 */
@NullMarked
package io.sluice.sandbox.traffic;

import org.jspecify.annotations.NullMarked;
