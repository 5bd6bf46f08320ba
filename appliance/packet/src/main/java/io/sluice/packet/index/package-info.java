/**
 * Finds packets in segments: pcapng files of an appliance's capture, each with an index beside it
 * once it is closed.
 *
 * <p>An index says which blocks of its segment may hold what a filter asks for, and never leaves
 * out one that does; the compiled filter then decides on each of them. So a search reads few bytes
 * where few packets match, and finds what reading all of them would find.
 */
@NullMarked
package io.sluice.packet.index;

import org.jspecify.annotations.NullMarked;
