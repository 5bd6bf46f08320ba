package io.sluice.engine.blueprint;

import java.time.Duration;

/**
 * How the gateway asks an appliance whether it is ready (HTTP GET, 200 means ready).
 *
 * @param interval between two probes, 5 s at least
 * @param failAfter probes in a row that must fail before no new flow is sent
 * @param port TCP port, 8080 unless said
 */
public record Probe(
    @Setting(value = "Time between two probes, 5s or more.", fallback = "5s") Duration interval,
    @Setting(
            value = "Probes in a row that must fail before no new flow is sent.",
            min = 1,
            max = 100,
            fallback = "2")
        int failAfter,
    @Setting(value = "TCP port of the probe.", min = 1, max = 65_535, fallback = "8080")
        int port) {}
