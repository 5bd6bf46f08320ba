/**
 * The main job and bad input, seen from a person's shell, and what goes over the wire meanwhile.
 */
@NullMarked
package io.sluice.it.flow;

import org.jspecify.annotations.NullMarked;
