package io.sluice.node.broker;

/**
 * One target, since its tool's config last changed.
 *
 * @param target its URL
 * @param up whether packets go to it
 * @param why it is down, a clause; empty when it is up
 * @param sent copies that the kernel took
 * @param failed copies that the kernel did not take
 */
public record TargetCounts(String target, boolean up, String why, long sent, long failed) {}
