/**
 * Elastic Load Balancing version 2: network and gateway load balancers, target groups, listeners
 * and the targets that they send to. It keeps what was configured; packets and health checks are
 * the network's room.
 */
@NullMarked
package io.sluice.sandbox.aws.elb;

import org.jspecify.annotations.NullMarked;
