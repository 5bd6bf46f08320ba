/**
 * Judges that are not ours: Microsoft's request schemas, with every object closed, and Microsoft's
 * OpenAPI descriptions, status codes included. They read recorded exchanges.
 */
@NullMarked
package io.sluice.it.judge;

import org.jspecify.annotations.NullMarked;
