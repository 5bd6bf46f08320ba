/**
 * EC2: networks, interfaces, instances, traffic mirroring and endpoints, in memory and by region.
 * What belongs to one region is guarded by that region's lock; no other room is asked while it is
 * held.
 */
@NullMarked
package io.sluice.sandbox.aws.ec2;

import org.jspecify.annotations.NullMarked;
