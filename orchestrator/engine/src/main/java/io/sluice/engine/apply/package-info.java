/**
 * Doing what a plan says: dependency order, virtual threads under a cap, one retry policy, events.
 */
@NullMarked
package io.sluice.engine.apply;

import org.jspecify.annotations.NullMarked;
