/** What a person sees: streams, colours, tables, units and how a problem reads. */
@NullMarked
package io.sluice.cli.terminal;

import org.jspecify.annotations.NullMarked;
