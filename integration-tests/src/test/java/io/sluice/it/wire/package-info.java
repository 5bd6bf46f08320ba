/**
 * A wire tap between the orchestrator and the cloud: it records, breaks or holds calls, and belongs
 * to neither side.
 */
@NullMarked
package io.sluice.it.wire;

import org.jspecify.annotations.NullMarked;
