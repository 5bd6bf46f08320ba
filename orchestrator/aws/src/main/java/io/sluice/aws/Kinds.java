package io.sluice.aws;

import io.sluice.engine.resource.Kind;
import java.util.ArrayList;
import java.util.List;

/** The kinds that a stack in AWS can hold, bound to one workspace. */
final class Kinds {
  final VirtualPrivateCloud.Type vpc;
  final Subnet.Type subnet;
  final RouteTable.Type routeTable;
  final S3Endpoint.Type s3Endpoint;
  final SecurityGroup.Type securityGroup;
  final Bucket.Type bucket;
  final MailboxObject.Type object;
  final Role.Type role;
  final InstanceProfile.Type profile;
  final LaunchTemplate.Type launchTemplate;
  final AutoScalingGroup.Type group;
  final LifecycleHook.Type hook;
  final ScalingPolicy.Type policy;
  final MirrorKinds mirror;

  Kinds(Workspace at) {
    vpc = new VirtualPrivateCloud.Type(at);
    subnet = new Subnet.Type(at);
    routeTable = new RouteTable.Type(at);
    s3Endpoint = new S3Endpoint.Type(at);
    securityGroup = new SecurityGroup.Type(at);
    bucket = new Bucket.Type(at);
    object = new MailboxObject.Type(at);
    role = new Role.Type(at);
    profile = new InstanceProfile.Type(at);
    launchTemplate = new LaunchTemplate.Type(at);
    group = new AutoScalingGroup.Type(at);
    hook = new LifecycleHook.Type(at);
    policy = new ScalingPolicy.Type(at);
    mirror = new MirrorKinds(at);
  }

  /** In the order in which a stack is built. */
  List<Kind<?>> all() {
    List<Kind<?>> all =
        new ArrayList<>(
            List.of(
                vpc, subnet, routeTable, s3Endpoint, securityGroup, bucket, object, role, profile));
    all.addAll(mirror.beforeFleet());
    all.addAll(List.of(launchTemplate, group, hook, policy));
    all.addAll(mirror.afterFleet());
    return List.copyOf(all);
  }
}
