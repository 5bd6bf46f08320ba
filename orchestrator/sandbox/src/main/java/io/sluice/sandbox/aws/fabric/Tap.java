package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Eni;
import java.util.List;

/**
 * An interface with the sessions that it is the source of.
 *
 * @param address its IPv4 address
 * @param sessions by number
 */
record Tap(Eni eni, int address, List<Session> sessions) {}
