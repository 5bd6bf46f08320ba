/**
 * The {@code orchestrator} command: from the process's start to its exit code. Parsing stands in
 * {@code command}, work in {@code work}; neither reaches for a global such as {@code System.out}.
 */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
