package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The names that AWS gives. */
final class Arns {
  private Arns() {}

  private static String id() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  static String balancer(String region, String type, String name) {
    return arn(
        region,
        "loadbalancer/%s/%s/%s".formatted(type.equals("gateway") ? "gwy" : "net", name, id()));
  }

  static String group(String region, String name) {
    return arn(region, "targetgroup/%s/%s".formatted(name, id()));
  }

  static String listener(LoadBalancer balancer) {
    return arn(balancer.region(), "listener/%s/%s".formatted(balancer.path(), id()));
  }

  private static String arn(String region, String resource) {
    return Account.arn("elasticloadbalancing", region, resource);
  }

  /**
   * Refuses what is no ARN of that kind.
   *
   * @param kind {@code loadbalancer}, {@code targetgroup} or {@code listener}
   * @throws AwsException {@code ValidationError}
   */
  static String check(String kind, String words, String arn) {
    if (!arn.matches("arn:aws[a-z-]*:elasticloadbalancing:[^:]*:[0-9]*:" + kind + "/.+")) {
      throw Check.invalid("'%s' is not a valid %s ARN".formatted(arn, words));
    }
    return arn;
  }
}
