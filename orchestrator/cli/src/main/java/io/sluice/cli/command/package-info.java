/**
 * Parsing only: one class per command turns arguments into options and hands them to a class in
 * {@code io.sluice.cli.work}.
 */
@NullMarked
package io.sluice.cli.command;

import org.jspecify.annotations.NullMarked;
