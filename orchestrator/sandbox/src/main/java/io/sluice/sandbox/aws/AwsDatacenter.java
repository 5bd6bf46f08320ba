package io.sluice.sandbox.aws;

import io.sluice.sandbox.Cell;
import io.sluice.sandbox.aws.asg.AutoScaling;
import io.sluice.sandbox.aws.asg.InstanceHosts;
import io.sluice.sandbox.aws.cloud.Groups;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloudwatch.CloudWatch;
import io.sluice.sandbox.aws.elb.Elb;
import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.aws.iam.Iam;
import io.sluice.sandbox.aws.iam.Signatures;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import io.sluice.sandbox.aws.imds.InstanceMetadata;
import io.sluice.sandbox.aws.s3.S3Service;
import io.sluice.sandbox.aws.sts.Sts;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import io.sluice.sandbox.machine.MachineLauncher;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.traffic.MirrorTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Every room of the AWS cloud, set up and open. */
public final class AwsDatacenter implements AutoCloseable {
  private final Signatures signatures;
  private final MirrorFabric fabric;
  private final AutoScaling autoScaling;
  private final InstanceHosts hosts;
  private final CloudWatch cloudWatch;

  /**
   * @param launcher starts what an instance's boot document asks for
   */
  public AwsDatacenter(Cell cell, MachineLauncher launcher, TimeScale scale) {
    AwsCloud cloud = cell.aws();
    Rooms rooms = cloud.rooms();
    TemporaryKeys keys = new TemporaryKeys();
    signatures = new Signatures(keys);
    Iam iam = new Iam(keys);
    Elb elb = new Elb(rooms, scale);
    cloudWatch = new CloudWatch(rooms, scale);
    autoScaling = new AutoScaling(rooms, cloudWatch.alarms(), scale);
    fabric = new MirrorFabric(rooms, scale);
    try {
      hosts = new InstanceHosts(cell.dir().resolve("machines"), launcher);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for instances of an earlier sandbox", e);
    }
    rooms.set(elb);
    rooms.set(iam);
    rooms.set((Groups) autoScaling);
    rooms.set(hosts);
    rooms.set(fabric);
    cloud.register("elasticloadbalancing", verified(elb::handle));
    cloud.register(CloudWatch.SERVICE, verified(cloudWatch::handle));
    cloud.register("autoscaling", verified(autoScaling.service()::handle));
    cloud.register("iam", verified(iam::handle));
    cloud.register("sts", verified(new Sts(keys, iam).service()::handle));
    // S3 judges signatures itself, those of the chunks of a body too
    cloud.register("s3", new S3Service(cell.dir().resolve("s3"), rooms, signatures)::handle);
    Router metadata = new Router(request -> Response.of(404));
    new InstanceMetadata(rooms, iam, keys).register(metadata);
    cloud.metadata(metadata);
    fabric.register(cell.control());
    cell.traffic().add(new MirrorTraffic(fabric));
    cloudWatch.start();
    fabric.start();
  }

  private Room verified(Room room) {
    return (request, caller) -> {
      try {
        signatures.verify(request, caller);
      } catch (AwsException e) {
        return Refusal.of(request, caller, e);
      }
      return room.handle(request, caller);
    };
  }

  /** Stops the instances first: one that leaves writes its last status into the mailbox. */
  @Override
  public void close() {
    autoScaling.close();
    hosts.close();
    cloudWatch.close();
    fabric.close();
  }
}
