/** A second opinion on AWS: moto, whose authors have not read ours. */
@NullMarked
package io.sluice.it.moto;

import org.jspecify.annotations.NullMarked;
