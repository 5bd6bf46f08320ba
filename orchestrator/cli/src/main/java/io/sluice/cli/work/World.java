package io.sluice.cli.work;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything outside that a command touches, so that a test can be the world.
 *
 * @param env environment variables
 * @param interactive whether a person sits at both ends
 * @param clouds opens a blueprint's cloud
 * @param sandboxCommand starts the sandbox's daemon, without its folder
 * @param pause waits; false when the waiting should end
 * @param exit ends the process at once
 */
public record World(
    BufferedReader in,
    PrintStream out,
    PrintStream err,
    Function<String, @Nullable String> env,
    BooleanSupplier interactive,
    Clouds clouds,
    List<String> sandboxCommand,
    Predicate<Duration> pause,
    IntConsumer exit) {}
