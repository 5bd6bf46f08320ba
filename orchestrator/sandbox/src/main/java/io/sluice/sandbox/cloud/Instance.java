package io.sluice.sandbox.cloud;

import java.time.Instant;

/**
 * One instance of a scale set.
 *
 * @param scaleSetId the scale set's ARM id
 * @param instanceId a decimal number, never used again
 * @param name {@code <scale set>_<instance id>}, as Azure names instances of a uniform scale set
 * @param privateIp its address in the cloud, from the subnet; {@link Loopback} maps it to where its
 *     process listens
 * @param provisioningState {@code Creating}, {@code Succeeded}, {@code Updating}, {@code Deleting}
 *     or {@code Failed}
 * @param powerState {@code running}, {@code stopped}
 * @param health {@code Healthy}, {@code Unhealthy} or {@code Unknown}, as the load balancer's probe
 *     sees it
 * @param latestModel whether it runs the scale set's current model
 */
public record Instance(
    String scaleSetId,
    String instanceId,
    String name,
    String privateIp,
    String provisioningState,
    String powerState,
    String health,
    boolean latestModel,
    Instant created) {}
