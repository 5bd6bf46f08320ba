/**
 * What a fresh machine needs to become an appliance: the bundle it fetches, the boot document that
 * says which and from where, and the {@code #cloud-config} that carries both to it. Knows no cloud:
 * a provider brings the script that fetches from its own store.
 */
@NullMarked
package io.sluice.engine.boot;

import org.jspecify.annotations.NullMarked;
