/**
 * Packets that come twice because they were mirrored twice, at both ends of their way say: the
 * second one is known by what of it no router changes, counted, and goes no further.
 */
@NullMarked
package io.sluice.node.dedup;

import org.jspecify.annotations.NullMarked;
