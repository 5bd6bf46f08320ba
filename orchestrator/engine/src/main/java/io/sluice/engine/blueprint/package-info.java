/**
 * The blueprint: its records are the schema; the loader turns YAML into them or into problems with
 * a place.
 */
@NullMarked
package io.sluice.engine.blueprint;

import org.jspecify.annotations.NullMarked;
