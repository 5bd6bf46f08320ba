/**
 * The AWS half of the cloud on loopback: one address for every service, told apart by the scope of
 * the request's signature.
 */
@NullMarked
package io.sluice.sandbox.aws;

import org.jspecify.annotations.NullMarked;
