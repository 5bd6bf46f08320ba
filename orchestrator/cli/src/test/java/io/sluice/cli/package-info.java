/** The command as a user meets it: words in, words and exit codes out. */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
