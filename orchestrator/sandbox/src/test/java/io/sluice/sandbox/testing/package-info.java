/** A cloud small enough for a test: documents in a map, appliances that only reflect. */
@NullMarked
package io.sluice.sandbox.testing;

import org.jspecify.annotations.NullMarked;
