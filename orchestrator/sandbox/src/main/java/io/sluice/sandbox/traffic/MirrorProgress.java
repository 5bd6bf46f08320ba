package io.sluice.sandbox.traffic;

/**
 * How far a run between instances is.
 *
 * @param completed conversations that were sent to their end
 * @param underWay conversations that go on
 * @param sent packets between instances
 * @param mirrored copies that sessions took
 */
public record MirrorProgress(
    double seconds, long started, long completed, long underWay, long sent, long mirrored) {}
