/**
 * The engine: blueprint to resource graph to plan to apply. It knows no cloud, no SDK and no
 * terminal; a cloud is a {@link io.sluice.engine.provider.Provider} that is handed to it.
 */
@NullMarked
package io.sluice.engine;

import org.jspecify.annotations.NullMarked;
