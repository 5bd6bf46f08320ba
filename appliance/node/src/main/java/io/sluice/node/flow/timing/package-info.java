/**
 * Times of a TCP conversation seen mid-path, in the product's own definitions: handshake and data
 * round trips split by side, response times, network time against server time.
 */
@NullMarked
package io.sluice.node.flow.timing;

import org.jspecify.annotations.NullMarked;
