package io.sluice.sandbox.aws.imds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.Rooms;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What an instance can read of itself.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html#instancedata-data-categories">
 *     Instance metadata categories</a>
 */
final class InstanceLeaves {
  private static final ObjectMapper JSON = new ObjectMapper();

  private InstanceLeaves() {}

  static void add(MetadataTree tree, Ec2Instance instance, Rooms rooms) {
    String host =
        "ip-"
            + instance.privateIp().replace('.', '-')
            + "."
            + instance.region()
            + ".compute.internal";
    String data = "meta-data/";
    tree.leaf(data + "ami-id", instance.imageId())
        .leaf(data + "ami-launch-index", "0")
        .leaf(data + "hostname", host)
        .leaf(data + "instance-action", "none")
        .leaf(data + "instance-id", instance.id())
        .leaf(data + "instance-life-cycle", "on-demand")
        .leaf(data + "instance-type", instance.type())
        .leaf(data + "local-hostname", host)
        .leaf(data + "local-ipv4", instance.privateIp())
        .leaf(data + "placement/availability-zone", instance.zone())
        .leaf(data + "placement/region", instance.region())
        .leaf(data + "services/domain", "amazonaws.com")
        .leaf(data + "services/partition", "aws")
        .leaf("dynamic/instance-identity/document", () -> identity(instance));
    List<Eni> interfaces =
        rooms.compute().interfaces(instance.region()).stream()
            .filter(eni -> Objects.equals(eni.instanceId(), instance.id()))
            .sorted(Comparator.comparingInt(Eni::deviceIndex))
            .toList();
    if (!interfaces.isEmpty()) {
      tree.leaf(data + "mac", interfaces.getFirst().mac());
    }
    for (Eni eni : interfaces) {
      add(tree, data + "network/interfaces/macs/" + eni.mac() + "/", eni, instance);
    }
    String state = rooms.groups().targetLifecycleState(instance.id());
    if (!state.isEmpty()) {
      tree.leaf(data + "autoscaling/target-lifecycle-state", state);
    }
  }

  private static void add(MetadataTree tree, String path, Eni eni, Ec2Instance instance) {
    tree.leaf(path + "device-number", Integer.toString(eni.deviceIndex()))
        .leaf(path + "interface-id", eni.id())
        .leaf(
            path + "local-hostname",
            "ip-"
                + eni.privateIp().replace('.', '-')
                + "."
                + instance.region()
                + ".compute.internal")
        .leaf(path + "local-ipv4s", eni.privateIp())
        .leaf(path + "mac", eni.mac())
        .leaf(path + "owner-id", Account.ID)
        .leaf(path + "security-group-ids", String.join("\n", eni.groups()))
        .leaf(path + "subnet-id", eni.subnetId())
        .leaf(path + "vpc-id", eni.vpcId());
  }

  private static String identity(Ec2Instance instance) {
    ObjectNode document =
        JSON.createObjectNode()
            .put("accountId", Account.ID)
            .put("architecture", "x86_64")
            .put("availabilityZone", instance.zone())
            .put("imageId", instance.imageId())
            .put("instanceId", instance.id())
            .put("instanceType", instance.type())
            .put("pendingTime", instance.launched().toString())
            .put("privateIp", instance.privateIp())
            .put("region", instance.region())
            .put("version", "2017-09-30");
    document.putNull("billingProducts");
    document.putNull("devpayProductCodes");
    document.putNull("kernelId");
    document.putNull("marketplaceProductCodes");
    document.putNull("ramdiskId");
    return document.toPrettyString();
  }
}
