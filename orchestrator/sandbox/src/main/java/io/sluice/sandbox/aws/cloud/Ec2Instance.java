package io.sluice.sandbox.aws.cloud;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An EC2 instance.
 *
 * @param id {@code i-...}
 * @param state {@code pending}, {@code running}, {@code shutting-down} or {@code terminated}
 * @param privateIp of the primary interface
 * @param userData base64 as it came, or empty
 * @param instanceProfile ARN of its instance profile, or null
 */
public record Ec2Instance(
    String id,
    String region,
    String state,
    String type,
    String imageId,
    String vpcId,
    String subnetId,
    String zone,
    String privateIp,
    String userData,
    @Nullable String instanceProfile,
    Map<String, String> tags,
    Instant launched) {}
