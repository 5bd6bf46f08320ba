/**
 * What the tests stand on: a person's shell, the sandbox asked by plain HTTP, and things in it that
 * the person owns.
 */
@NullMarked
package io.sluice.it.stage;

import org.jspecify.annotations.NullMarked;
