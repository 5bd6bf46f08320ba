/**
 * What the rooms of the AWS cloud tell each other: what runs, what is balanced over what, what is
 * mirrored. Records are snapshots; whoever holds the state implements the interface.
 */
@NullMarked
package io.sluice.sandbox.aws.cloud;

import org.jspecify.annotations.NullMarked;
