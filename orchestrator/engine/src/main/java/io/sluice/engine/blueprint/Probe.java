package io.sluice.engine.blueprint;

import java.time.Duration;

/**
 * How the gateway asks an appliance whether it is ready (HTTP GET, 200 means ready).
 *
 * @param interval between two probes, 5 s at least
 * @param failAfter probes in a row that must fail before no new flow is sent
 * @param port TCP port, 8080 unless said
 */
public record Probe(Duration interval, int failAfter, int port) {}
