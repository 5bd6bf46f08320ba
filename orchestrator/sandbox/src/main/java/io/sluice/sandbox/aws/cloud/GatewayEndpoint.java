package io.sluice.sandbox.aws.cloud;

/**
 * A gateway load balancer endpoint that is available.
 *
 * @param id {@code vpce-...}
 * @param zone of its one subnet
 * @param balancer ARN of the gateway load balancer behind its service
 */
public record GatewayEndpoint(
    String id, String region, String vpcId, String zone, String privateIp, String balancer) {}
