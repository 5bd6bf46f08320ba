/** Capture under kill -9, power cuts and full disks. */
@NullMarked
package io.sluice.it.capture;

import org.jspecify.annotations.NullMarked;
