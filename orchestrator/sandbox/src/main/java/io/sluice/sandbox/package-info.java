/**
 * A cloud on loopback: the wire APIs that the provider and strangers' clients speak, machines that
 * are real appliance processes, and a fabric that moves real packets. Nothing in here knows the
 * provider, and the provider does not know it.
 */
@NullMarked
package io.sluice.sandbox;

import org.jspecify.annotations.NullMarked;
