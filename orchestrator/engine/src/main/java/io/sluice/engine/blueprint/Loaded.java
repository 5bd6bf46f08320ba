package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import java.util.List;

/**
 * A blueprint that passed every check that needs no cloud.
 *
 * @param blueprint with references to the environment expanded
 * @param warnings what is allowed and yet likely not meant; no errors
 * @param name of the file as the user named it
 * @param source its text as it was read, references not expanded
 */
public record Loaded(Blueprint blueprint, List<Problem> warnings, String name, String source) {}
