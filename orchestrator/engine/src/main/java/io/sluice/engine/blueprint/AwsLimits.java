package io.sluice.engine.blueprint;

/** AWS's limits, from the dated file {@code aws-limits.yaml} beside this class. */
record AwsLimits(
    @Setting("Rules of a traffic mirror filter.") Limit rulesPerMirrorFilter,
    @Setting("Bytes of a packet that a gateway load balancer's endpoint lets through.")
        Limit gatewayPacketLength,
    @Setting("Shortest and longest time between two health checks.")
        Limit healthCheckIntervalSeconds,
    @Setting("Fewest and most failed health checks that make a target unhealthy.")
        Limit unhealthyThreshold,
    @Setting("Instances of a target group in one zone.") Limit targetsPerZone,
    @Setting("Addresses of a subnet that AWS keeps.") Limit addressesReservedPerSubnet,
    @Setting("Shortest and longest prefix of a subnet.") Limit subnetPrefixes,
    @Setting("Free addresses that a load balancer needs in each subnet.")
        Limit addressesPerBalancer) {}
