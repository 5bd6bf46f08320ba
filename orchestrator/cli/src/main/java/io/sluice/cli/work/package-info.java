/** Doing: one class per command. It gets its options ready-made and returns an exit code. */
@NullMarked
package io.sluice.cli.work;

import org.jspecify.annotations.NullMarked;
