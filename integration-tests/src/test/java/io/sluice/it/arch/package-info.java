/** The arrows between the rooms run one way. */
@NullMarked
package io.sluice.it.arch;

import org.jspecify.annotations.NullMarked;
