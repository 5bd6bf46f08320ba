/**
 * Captured packets: from the workers' rings into segments (pcapng files with an index beside each)
 * of a store that is bounded by size and age, and out of it again by a search.
 *
 * <p>What is told to be durable has been through fdatasync(2), the file's directory too: it is
 * readable after the process was killed and after the power was cut.
 */
@NullMarked
package io.sluice.node.capture;

import org.jspecify.annotations.NullMarked;
