/**
 * First looks inside payloads: DNS, TLS and HTTP/1, only what opens a conversation, never a stream
 * put together.
 */
@NullMarked
package io.sluice.node.flow.look;

import org.jspecify.annotations.NullMarked;
