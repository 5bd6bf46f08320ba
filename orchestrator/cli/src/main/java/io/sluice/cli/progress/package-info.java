/** An apply as it happens: plain lines, or a redrawn block on a terminal; and Ctrl-C. */
@NullMarked
package io.sluice.cli.progress;

import org.jspecify.annotations.NullMarked;
