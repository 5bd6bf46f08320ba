/**
 * AWS's network of the sandbox: mirror taps on interfaces, network and gateway load balancers with
 * real health checks, and real VXLAN and GENEVE datagrams to the appliances over loopback. Every
 * packet is counted: mirrored by a session, sent to a target, or left aside for one reason.
 */
@NullMarked
package io.sluice.sandbox.aws.fabric;

import org.jspecify.annotations.NullMarked;
