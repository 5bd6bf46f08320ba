/**
 * What a blueprint means in AWS: one file per kind of resource, and what all of them share. The
 * session alone knows how AWS is reached, so that the same code works against a sandbox on
 * loopback.
 */
@NullMarked
package io.sluice.aws;

import org.jspecify.annotations.NullMarked;
