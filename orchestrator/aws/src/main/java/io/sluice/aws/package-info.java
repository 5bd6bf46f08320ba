/**
 * What a blueprint means in AWS: one file per kind of resource. Nothing is built here yet; a
 * blueprint with an {@code aws} section is refused by the engine with a sentence that says so.
 */
@NullMarked
package io.sluice.aws;

import org.jspecify.annotations.NullMarked;
