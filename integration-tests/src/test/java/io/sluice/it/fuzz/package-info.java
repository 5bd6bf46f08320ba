/**
 * Whatever bytes come: decoders, capture files and the whole worker neither throw nor hang nor
 * leak.
 *
 * <p>Each target takes one input. {@code integration-tests/fuzz/run.sh} gives them inputs without
 * end by Jazzer, which learns from the code that an input reaches; what it found worth keeping lies
 * in {@code integration-tests/fuzz/corpus} and is replayed by {@link
 * io.sluice.it.fuzz.FuzzCorpusTest}.
 */
@NullMarked
package io.sluice.it.fuzz;

import org.jspecify.annotations.NullMarked;
