/**
 * Everything that needs more than one module, a process, a kernel tunnel, a stranger's client or a
 * fault.
 */
@NullMarked
package io.sluice.it;

import org.jspecify.annotations.NullMarked;
