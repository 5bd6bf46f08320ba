/**
 * The mailbox as orchestrator uses it: objects of the one bucket or container that the blueprint
 * owns, whichever cloud keeps it.
 */
@NullMarked
package io.sluice.engine.mailbox;

import org.jspecify.annotations.NullMarked;
