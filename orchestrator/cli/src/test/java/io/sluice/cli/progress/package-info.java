/** Progress as it looks on a screen. */
@NullMarked
package io.sluice.cli.progress;

import org.jspecify.annotations.NullMarked;
