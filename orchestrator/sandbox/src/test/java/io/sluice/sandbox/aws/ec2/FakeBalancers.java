package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Balancers;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import java.util.List;
import java.util.Map;

/** One network and one gateway load balancer, both in the first zone. */
final class FakeBalancers implements Balancers {
  static final String NETWORK =
      Account.arn("elasticloadbalancing", "eu-west-1", "loadbalancer/net/n/1");
  static final String GATEWAY =
      Account.arn("elasticloadbalancing", "eu-west-1", "loadbalancer/gwy/g/1");

  @Override
  public List<Balancer> balancers(String region) {
    return List.of(balancer(region, NETWORK, false), balancer(region, GATEWAY, true));
  }

  private static Balancer balancer(String region, String arn, boolean gateway) {
    return new Balancer(
        arn, region, "b", gateway, Bench.VPC, Map.of(region + "a", "10.60.9.9"), false, List.of());
  }

  @Override
  public List<TargetGroup> targetGroups(String region) {
    return List.of();
  }

  @Override
  public void register(String targetGroupArn, String instanceId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deregister(String targetGroupArn, String instanceId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onChange(Runnable listener) {}
}
