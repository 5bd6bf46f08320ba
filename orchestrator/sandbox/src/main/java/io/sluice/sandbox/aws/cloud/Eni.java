package io.sluice.sandbox.aws.cloud;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elastic network interface.
 *
 * @param id {@code eni-...}
 * @param zone e.g. {@code eu-west-1a}
 * @param privateIp IPv4
 * @param mac six pairs of hex digits joined by colons
 * @param type {@code interface}, {@code network_load_balancer}, {@code gateway_load_balancer} or
 *     {@code gateway_load_balancer_endpoint}
 * @param instanceId of the instance that it is attached to, or null
 * @param deviceIndex 0 is the primary one
 * @param groups ids of its security groups
 */
public record Eni(
    String id,
    String region,
    String vpcId,
    String subnetId,
    String zone,
    String privateIp,
    String mac,
    String type,
    @Nullable String instanceId,
    int deviceIndex,
    List<String> groups) {}
