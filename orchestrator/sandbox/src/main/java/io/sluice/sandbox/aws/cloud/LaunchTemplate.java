package io.sluice.sandbox.aws.cloud;

/**
 * A version of a launch template, as far as those who launch from it look into it.
 *
 * @param id {@code lt-...}
 * @param version a number, also where {@code $Latest} or {@code $Default} was asked for
 */
public record LaunchTemplate(
    String id, String name, long version, String imageId, String instanceType) {}
