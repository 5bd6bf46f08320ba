/** How the sources look: one formatter, small files, every package said to be null-marked. */
@NullMarked
package io.sluice.it.style;

import org.jspecify.annotations.NullMarked;
