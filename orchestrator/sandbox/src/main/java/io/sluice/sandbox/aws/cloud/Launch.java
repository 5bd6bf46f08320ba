package io.sluice.sandbox.aws.cloud;

import java.util.Map;

/**
 * One instance to be run from a launch template, as Auto Scaling does.
 *
 * @param launchTemplate id or name
 * @param version a number, {@code $Latest} or {@code $Default}
 * @param tags for the instance, besides the template's own
 */
public record Launch(
    String region,
    String launchTemplate,
    String version,
    String subnetId,
    Map<String, String> tags) {}
