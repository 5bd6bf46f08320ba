package io.sluice.engine.blueprint;

/** Azure's limits, from the dated file {@code azure-limits.yaml} beside this class. */
record AzureLimits(
    @Setting("Tunnel ports that Azure refuses.") Limit reservedTunnelPorts,
    @Setting("First and last network identifier that is known to work.") Limit usualVni,
    @Setting("Frontends and addresses that one gateway can be chained to.") Limit linksPerGateway,
    @Setting("Ports that an HTTP probe may not use.") Limit forbiddenProbePorts,
    @Setting("Shortest time between two probes.") Limit probeIntervalSeconds,
    @Setting("Machines in a scale set.") Limit machinesPerScaleSet,
    @Setting("Addresses of a subnet that Azure keeps.") Limit addressesReservedPerSubnet,
    @Setting("Shortest and longest prefix of a subnet.") Limit subnetPrefixes,
    @Setting("Shortest and longest time between two scalings.") Limit cooldownMinutes) {}
