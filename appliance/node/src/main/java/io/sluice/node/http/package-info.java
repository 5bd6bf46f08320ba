/** What the appliance answers over HTTP: the load balancer's probe, and Prometheus metrics. */
@NullMarked
package io.sluice.node.http;

import org.jspecify.annotations.NullMarked;
