package io.sluice.engine.blueprint;

/** The gateway load balancer that hands packets to the fleet. */
public record Gateway(Tunnels tunnels, Probe probe) {}
