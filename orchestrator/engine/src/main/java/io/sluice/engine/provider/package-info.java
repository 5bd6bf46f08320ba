/** The door between the engine and a cloud. */
@NullMarked
package io.sluice.engine.provider;

import org.jspecify.annotations.NullMarked;
