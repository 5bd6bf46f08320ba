/** The sandbox's front door: one HTTP server on loopback, plain and TLS, and its routing. */
@NullMarked
package io.sluice.sandbox.http;

import org.jspecify.annotations.NullMarked;
