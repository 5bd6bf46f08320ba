package io.sluice.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * AWS's service clients, each built when first needed. A call that is not a read tells {@code
 * changed} once it has ended, however it ended.
 */
final class Clients {
  private final Lazy<Ec2Client> ec2;
  private final Lazy<S3Client> s3;
  private final Lazy<IamClient> iam;
  private final Lazy<AutoScalingClient> autoScaling;
  private final Lazy<ElasticLoadBalancingV2Client> balancing;

  Clients(AwsSession session, Runnable changed) {
    Watch watch = new Watch(changed);
    ec2 = new Lazy<>(() -> session.configure(Ec2Client.builder(), watch).build());
    // One address for all of S3 has no bucket's name in its host.
    s3 =
        new Lazy<>(
            () ->
                session
                    .configure(S3Client.builder(), watch)
                    .forcePathStyle(session.endpoint() != null)
                    .build());
    iam = new Lazy<>(() -> session.configure(IamClient.builder(), watch).build());
    autoScaling = new Lazy<>(() -> session.configure(AutoScalingClient.builder(), watch).build());
    balancing =
        new Lazy<>(() -> session.configure(ElasticLoadBalancingV2Client.builder(), watch).build());
  }

  Ec2Client ec2() {
    return ec2.get();
  }

  S3Client s3() {
    return s3.get();
  }

  IamClient iam() {
    return iam.get();
  }

  AutoScalingClient autoScaling() {
    return autoScaling.get();
  }

  ElasticLoadBalancingV2Client balancing() {
    return balancing.get();
  }

  /** Tells of every call that may have changed something. */
  private record Watch(Runnable changed) implements ExecutionInterceptor {
    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      tell(attributes);
    }

    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      tell(attributes);
    }

    private void tell(ExecutionAttributes attributes) {
      String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
      if (operation == null || !operation.matches("(Describe|Get|List|Head)[A-Z].*")) {
        changed.run();
      }
    }
  }
}
