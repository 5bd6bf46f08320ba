package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Elastic network interfaces. */
final class Interfaces {
  private static final int MOST_GROUPS = 5;

  private Interfaces() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateNetworkInterface", Interfaces::create);
    actions.put("AttachNetworkInterface", Interfaces::attach);
    actions.put("DetachNetworkInterface", Interfaces::detach);
    actions.put("DeleteNetworkInterface", Interfaces::delete);
    actions.put("ModifyNetworkInterfaceAttribute", Interfaces::modify);
    actions.put(
        "DescribeNetworkInterfaces",
        new Listing<>("NetworkInterfaceId", "networkInterfaceSet", Region::nics, Nic.fields()));
  }

  /**
   * A new interface.
   *
   * @param address or empty for the lowest free one
   * @param requester a service of AWS, or empty
   */
  static Nic create(
      Region region,
      Subnet subnet,
      String address,
      String type,
      String requester,
      List<SecurityGroup> groups,
      String description) {
    String taken = address.isEmpty() ? subnet.take() : subnet.take(address);
    return region
        .nics()
        .add(
            new Nic(
                region.identity(Kind.NETWORK_INTERFACE),
                region,
                subnet,
                taken,
                type,
                requester,
                groups,
                description));
  }

  /** Takes an interface away with the mirror sessions whose source it is (TM-12). */
  static void remove(Region region, Nic nic) {
    nic.sessions().forEach(region.mirrorSessions()::remove);
    nic.sessions().clear();
    Nic.Attachment attachment = nic.attachment();
    if (attachment != null) {
      attachment.instance().nics().remove(nic);
    }
    nic.attach(null);
    nic.subnet().release(nic.address());
    region.nics().remove(nic);
  }

  /**
   * The groups of these ids, or the VPC's default group where there are none.
   *
   * @throws AwsException {@code InvalidGroup.NotFound}, {@code InvalidParameter} for those of
   *     another VPC
   */
  static List<SecurityGroup> groups(Region region, List<String> ids, Subnet subnet) {
    if (ids.isEmpty()) {
      return List.of(Networks.defaultGroup(region, subnet.vpc()));
    }
    if (ids.size() > MOST_GROUPS) {
      throw AwsException.badRequest(
          "SecurityGroupsPerInterfaceLimitExceeded",
          "The maximum number of security groups per interface has been reached.");
    }
    List<SecurityGroup> groups = new ArrayList<>();
    for (String id : ids) {
      SecurityGroup group = region.groups().get(id);
      if (!group.vpc().equals(subnet.vpc())) {
        throw AwsException.badRequest(
            "InvalidParameter",
            "Security group %s and subnet %s belong to different networks."
                .formatted(id, subnet.id()));
      }
      groups.add(group);
    }
    return groups;
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    Subnet subnet = call.get(region.subnets(), "SubnetId");
    String type = call.in().text("InterfaceType", "interface");
    List<SecurityGroup> groups = groups(region, call.in().texts("SecurityGroupId"), subnet);
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.NETWORK_INTERFACE);
    Nic nic =
        create(
            region,
            subnet,
            call.in().text("PrivateIpAddress", ""),
            type,
            "",
            groups,
            call.in().text("Description", ""));
    nic.tags().putAll(tags);
    String token = call.in().text("ClientToken").orElse(null);
    return xml -> xml.add("networkInterface", nic::write).add("clientToken", token);
  }

  private static Consumer<Xml> attach(Call call) {
    Region region = call.region();
    Nic nic = call.get(region.nics(), "NetworkInterfaceId");
    Instance instance = call.get(region.instances(), "InstanceId");
    int index = call.in().number("DeviceIndex").orElse(-1);
    if (index < 0) {
      call.in().require("DeviceIndex");
    }
    checkFree(nic);
    checkPlace(instance, nic, index);
    Nic.Attachment attachment = attachment(instance, index, false);
    instance.add(nic, attachment);
    return xml -> xml.add("attachmentId", attachment.id()).add("networkCardIndex", 0);
  }

  static Nic.Attachment attachment(Instance instance, int index, boolean deleteOnTermination) {
    return new Nic.Attachment(
        "eni-attach-" + Region.hex(), instance, index, deleteOnTermination, Instant.now());
  }

  /**
   * Refuses an interface that somebody has.
   *
   * @throws AwsException {@code InvalidNetworkInterface.InUse}
   */
  static void checkFree(Nic nic) {
    if (nic.attachment() != null || nic.requesterManaged()) {
      throw AwsException.badRequest(
          "InvalidNetworkInterface.InUse", "Interface: [%s] in use.".formatted(nic.id()));
    }
  }

  private static void checkPlace(Instance instance, Nic nic, int index) {
    if (instance.state() != InstanceState.RUNNING && instance.state() != InstanceState.STOPPED) {
      throw AwsException.badRequest(
          "IncorrectState",
          "Instance '%s' is not 'running' or 'stopped'.".formatted(instance.id()));
    }
    if (!instance.subnet().zone().equals(nic.subnet().zone())) {
      throw AwsException.badRequest(
          "InvalidParameterCombination",
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
    boolean taken =
        instance.nics().stream()
            .anyMatch(
                other -> other.attachment() != null && other.attachment().deviceIndex() == index);
    if (taken) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Instance '%s' already has an interface attached at device index '%d'."
              .formatted(instance.id(), index));
    }
    checkCount(instance.type(), instance.nics().size() + 1);
  }

  /**
   * Refuses more interfaces than a type has room for.
   *
   * @throws AwsException {@code AttachmentLimitExceeded}
   */
  static void checkCount(InstanceType type, int count) {
    if (count > type.interfaces()) {
      throw AwsException.badRequest(
          "AttachmentLimitExceeded",
          "Interface count %d exceeds the limit for %s".formatted(count, type.name()));
    }
  }

  private static Consumer<Xml> detach(Call call) {
    String id = call.in().require("AttachmentId");
    Nic nic =
        call.region().nics().all().stream()
            .filter(each -> each.attachment() != null && each.attachment().id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    AwsException.badRequest(
                        "InvalidAttachmentID.NotFound",
                        "The networkInterface attachment '" + id + "' does not exist."));
    Nic.Attachment attachment = nic.attachment();
    if (attachment == null || attachment.deviceIndex() == 0) {
      throw AwsException.badRequest(
          "OperationNotPermitted", "The network interface at device index 0 cannot be detached.");
    }
    attachment.instance().nics().remove(nic);
    nic.attach(null);
    return Operation.DONE;
  }

  private static Consumer<Xml> delete(Call call) {
    Nic nic = call.get(call.region().nics(), "NetworkInterfaceId");
    if (nic.requesterManaged()) {
      throw AwsException.badRequest(
          "OperationNotPermitted", "You do not have permission to access the specified resource.");
    }
    if (nic.attachment() != null) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Network interface '%s' is currently in use.".formatted(nic.id()));
    }
    remove(call.region(), nic);
    return Operation.DONE;
  }

  private static Consumer<Xml> modify(Call call) {
    Region region = call.region();
    Nic nic = call.get(region.nics(), "NetworkInterfaceId");
    List<String> ids = call.in().texts("SecurityGroupId");
    List<SecurityGroup> groups = groups(region, ids, nic.subnet());
    Nic.Attachment attachment = nic.attachment();
    Boolean delete = call.in().child("Attachment").truth("DeleteOnTermination").orElse(null);
    if (delete != null && attachment != null) {
      nic.attach(
          new Nic.Attachment(
              attachment.id(),
              attachment.instance(),
              attachment.deviceIndex(),
              delete,
              attachment.since()));
    }
    if (!ids.isEmpty()) {
      nic.groups(groups);
    }
    call.in().child("Description").text("Value").ifPresent(nic::description);
    call.in().child("SourceDestCheck").truth("Value").ifPresent(nic::sourceDestCheck);
    return Operation.DONE;
  }
}
