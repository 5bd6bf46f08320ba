/**
 * The engine: blueprint to resource graph to plan to apply. It knows no SDK and no terminal, and of
 * a cloud only what a blueprint says in that cloud's words; beyond that a cloud is a {@link
 * io.sluice.engine.provider.Provider} that is handed to it.
 */
@NullMarked
package io.sluice.engine;

import org.jspecify.annotations.NullMarked;
