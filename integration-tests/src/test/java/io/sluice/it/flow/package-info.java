/** The main job, seen from a person's shell. */
@NullMarked
package io.sluice.it.flow;

import org.jspecify.annotations.NullMarked;
