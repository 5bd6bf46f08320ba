/**
 * The retro-hunt: indicators (addresses, networks, names) against everything that was captured, in
 * one pass. {@link io.sluice.node.hunt.Hunt} takes packets in about the order of their time and
 * puts them through the worker's own flow meter and first looks, so that a name is found where an
 * appliance would have shown it: in TLS client hellos, DNS questions and HTTP requests, every one
 * of them and not only a flow's first.
 */
@NullMarked
package io.sluice.node.hunt;

import org.jspecify.annotations.NullMarked;
