/**
 * Scale sets whose instances are real appliance processes, each on its own loopback address: boot
 * from user-data, rolling upgrade, instance repair, autoscale on throughput.
 */
@NullMarked
package io.sluice.sandbox.machine;

import org.jspecify.annotations.NullMarked;
