/**
 * How AWS's APIs are spoken over HTTP: the query protocols of EC2 and of the others, and what a
 * signature says of its caller. Knows no service.
 */
@NullMarked
package io.sluice.sandbox.aws.wire;

import org.jspecify.annotations.NullMarked;
