package io.sluice.sandbox.traffic;

/**
 * How far a run is.
 *
 * @param completed conversations whose last packet arrived
 * @param underWay conversations that go on
 * @param sent packets, both directions
 * @param delivered packets, both directions
 */
public record TrafficProgress(
    double seconds, long started, long completed, long underWay, long sent, long delivered) {}
