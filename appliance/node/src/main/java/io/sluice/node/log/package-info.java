/** Structured logging: one JSON object a line on standard output. */
@NullMarked
package io.sluice.node.log;

import org.jspecify.annotations.NullMarked;
