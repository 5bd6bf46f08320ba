package io.sluice.sandbox.control;

/**
 * One call to the cloud.
 *
 * @param method upper case
 * @param path with the query, as it came
 * @param service {@code arm}, {@code blob}, {@code aws}, {@code imds} or {@code login}
 * @param type what it is about: an ARM type, {@code container}, {@code blob}, {@code operation}, or
 *     AWS's action such as {@code ec2:RunInstances}
 * @param machine whether one of the cloud's own machines makes it
 */
public record Call(String method, String path, String service, String type, boolean machine) {}
