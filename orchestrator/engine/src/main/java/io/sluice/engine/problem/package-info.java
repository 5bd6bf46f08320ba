/**
 * Errors as data: what is wrong, where it stands, what to do. All of them are collected before
 * anything stops.
 */
@NullMarked
package io.sluice.engine.problem;

import org.jspecify.annotations.NullMarked;
