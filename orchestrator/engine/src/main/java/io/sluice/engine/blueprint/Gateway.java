package io.sluice.engine.blueprint;

/** The gateway load balancer that hands packets to the fleet. */
public record Gateway(
    @Setting(
            value = "The two VXLAN tunnels between the gateway and an appliance.",
            fallback = "{internal: {vni: 900, port: 10800}, external: {vni: 901, port: 10801}}")
        Tunnels tunnels,
    @Setting(value = "How the gateway asks an appliance whether it is ready.", fallback = "{}")
        Probe probe) {}
