/**
 * The sandbox daemon seen from outside: found, started, asked and stopped. Nothing here looks into
 * its rooms; the folder, {@code sandbox.json} and its HTTP answers are all that is known.
 */
@NullMarked
package io.sluice.cli.sandbox;

import org.jspecify.annotations.NullMarked;
