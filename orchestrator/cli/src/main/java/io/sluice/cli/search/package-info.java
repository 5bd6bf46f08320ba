/**
 * Gathers what a fleet answers: asks every machine, reads their packets and those of offloaded
 * segments as streams, and merges them in time order. What is held in memory does not grow with
 * what is found, nor with the fleet.
 */
@NullMarked
package io.sluice.cli.search;

import org.jspecify.annotations.NullMarked;
