package io.sluice.sandbox.aws.cloud;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** EC2, as the other rooms see it. Thread-safe. */
public interface Compute {
  /** Regions that anybody has used. */
  Set<String> regions();

  /**
   * Runs an instance: it is pending, its machine boots, it is running.
   *
   * @throws io.sluice.sandbox.aws.wire.AwsException when EC2 refuses
   */
  Ec2Instance run(Launch launch);

  /** Terminates instances; unknown ones are passed over. */
  void terminate(String region, Collection<String> instanceIds);

  Optional<Ec2Instance> instance(String region, String instanceId);

  /** Instances that are not terminated. */
  List<Ec2Instance> instances(String region);

  List<Eni> interfaces(String region);

  /**
   * What a launch template's version holds; empty where there is no such template or version.
   *
   * @param launchTemplate id or name
   * @param version a number, {@code $Latest} or {@code $Default}
   */
  default Optional<LaunchTemplate> launchTemplate(
      String region, String launchTemplate, String version) {
    return Optional.empty();
  }

  /** Zone by subnet id. */
  Map<String, String> zones(String region);

  /**
   * A load balancer's own interface in a subnet, with an address of it.
   *
   * @param type {@code network_load_balancer} or {@code gateway_load_balancer}
   */
  Eni createBalancerInterface(String region, String subnetId, String type, String description);

  void deleteInterface(String region, String eniId);

  List<MirrorSession> mirrorSessions(String region);

  List<GatewayEndpoint> gatewayEndpoints(String region);

  /** True where an endpoint service, or a mirror target, still stands on this load balancer. */
  boolean uses(String region, String balancerArn);

  /** Calls the listener after every change; it must return at once. */
  void onChange(Runnable listener);
}
