/**
 * What a provider describes: resource records, the references between them, the {@code Kind} that
 * finds and changes them, and the identity (name, tags, token) that makes the cloud itself the
 * state.
 */
@NullMarked
package io.sluice.engine.resource;

import org.jspecify.annotations.NullMarked;
