package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An elastic network interface. */
final class Nic extends Resource {
  /** Where it is attached. */
  record Attachment(
      String id, Instance instance, int deviceIndex, boolean deleteOnTermination, Instant since) {}

  private final Region region;
  private final Subnet subnet;
  private final String address;
  private final String mac;
  private final String type;
  private final String requester;
  private final List<MirrorSessionRow> sessions = new ArrayList<>();
  private List<SecurityGroup> groups;
  private String description;
  private boolean sourceDestCheck = true;
  private @Nullable Attachment attachment;
  // Of what AWS itself runs on it: a load balancer, an endpoint
  private boolean inUse;

  /**
   * @param type {@code interface}, or what a service of AWS uses it for
   * @param requester who asked for it in the owner's place, or empty
   */
  Nic(
      Identity identity,
      Region region,
      Subnet subnet,
      String address,
      String type,
      String requester,
      List<SecurityGroup> groups,
      String description) {
    super(Kind.NETWORK_INTERFACE, identity);
    this.region = region;
    this.subnet = subnet;
    this.address = address;
    this.type = type;
    this.requester = requester;
    this.groups = List.copyOf(groups);
    this.description = description;
    this.inUse = !requester.isEmpty();
    long low = identity.number() & 0xFFFFFFFFL;
    mac =
        "0a:%02x:%02x:%02x:%02x:%02x"
            .formatted(
                region.name().hashCode() & 0xFF,
                low >> 24 & 0xFF,
                low >> 16 & 0xFF,
                low >> 8 & 0xFF,
                low & 0xFF);
  }

  static Fields<Nic> fields() {
    return new Fields<Nic>()
        .one("network-interface-id", Nic::id)
        .one("subnet-id", nic -> nic.subnet().id())
        .one("vpc-id", nic -> nic.subnet().vpc().id())
        .one("availability-zone", nic -> nic.subnet().zone())
        .one("description", nic -> nic.description)
        .any("group-id", nic -> nic.groups.stream().map(Resource::id).toList())
        .any("group-name", nic -> nic.groups.stream().map(SecurityGroup::name).toList())
        .one("interface-type", Nic::type)
        .one("mac-address", nic -> nic.mac)
        .one("owner-id", nic -> Account.ID)
        .one("private-dns-name", Nic::dnsName)
        .one("private-ip-address", Nic::address)
        .one("addresses.private-ip-address", Nic::address)
        .one("addresses.primary", nic -> true)
        .one("requester-id", nic -> nic.requester.isEmpty() ? null : nic.requester)
        .one("requester-managed", Nic::requesterManaged)
        .one("source-dest-check", nic -> nic.sourceDestCheck)
        .one("status", Nic::status)
        .one("attachment.attachment-id", nic -> nic.attachment == null ? null : nic.attachment.id())
        .one(
            "attachment.instance-id",
            nic -> nic.attachment == null ? null : nic.attachment.instance().id())
        .one("attachment.instance-owner-id", nic -> nic.attachment == null ? null : Account.ID)
        .one(
            "attachment.device-index",
            nic -> nic.attachment == null ? null : nic.attachment.deviceIndex())
        .one("attachment.status", nic -> nic.attachment == null ? null : "attached")
        .one(
            "attachment.delete-on-termination",
            nic -> nic.attachment == null ? null : nic.attachment.deleteOnTermination())
        .tags();
  }

  Subnet subnet() {
    return subnet;
  }

  String address() {
    return address;
  }

  String type() {
    return type;
  }

  boolean requesterManaged() {
    return !requester.isEmpty();
  }

  List<SecurityGroup> groups() {
    return groups;
  }

  void groups(List<SecurityGroup> others) {
    groups = List.copyOf(others);
  }

  void description(String text) {
    description = text;
  }

  boolean sourceDestCheck() {
    return sourceDestCheck;
  }

  void sourceDestCheck(boolean on) {
    sourceDestCheck = on;
  }

  @Nullable Attachment attachment() {
    return attachment;
  }

  void attach(@Nullable Attachment to) {
    attachment = to;
  }

  void release() {
    inUse = false;
  }

  /** The mirror sessions whose source it is, in no order. */
  List<MirrorSessionRow> sessions() {
    return sessions;
  }

  private String status() {
    return attachment != null || inUse ? "in-use" : "available";
  }

  String dnsName() {
    return "ip-%s.%s.compute.internal".formatted(address.replace('.', '-'), region.name());
  }

  Eni view() {
    Attachment at = attachment;
    return new Eni(
        id(),
        region.name(),
        subnet.vpc().id(),
        subnet.id(),
        subnet.zone(),
        address,
        mac,
        type,
        at == null ? null : at.instance().id(),
        at == null ? 0 : at.deviceIndex(),
        groups.stream().map(Resource::id).toList());
  }

  @Override
  void write(Xml xml) {
    writeShared(xml);
    xml.add("availabilityZone", subnet.zone())
        .add("availabilityZoneId", Places.zoneId(subnet.zone()))
        .add("requesterManaged", requesterManaged())
        .add("requesterId", requester.isEmpty() ? null : requester);
    Attachment at = attachment;
    if (at != null) {
      xml.add(
          "attachment",
          inner -> {
            writeAttachment(inner, at);
            inner.add("instanceId", at.instance().id()).add("instanceOwnerId", Account.ID);
          });
    }
    writeTags(xml);
  }

  /** As it stands in its instance. */
  void writeInInstance(Xml xml) {
    writeShared(xml);
    Attachment at = attachment;
    if (at != null) {
      xml.add("attachment", inner -> writeAttachment(inner, at));
    }
  }

  private void writeShared(Xml xml) {
    xml.add("networkInterfaceId", id())
        .add("subnetId", subnet.id())
        .add("vpcId", subnet.vpc().id())
        .add("description", description)
        .add("ownerId", Account.ID)
        .add("status", status())
        .add("macAddress", mac)
        .add("privateIpAddress", address)
        .add("privateDnsName", dnsName())
        .add("sourceDestCheck", sourceDestCheck)
        .add("interfaceType", type)
        .list("groupSet", "item", groups, (item, group) -> group.writeReference(item))
        .add(
            "privateIpAddressesSet",
            set ->
                set.add(
                    "item",
                    item ->
                        item.add("privateIpAddress", address)
                            .add("privateDnsName", dnsName())
                            .add("primary", true)))
        .add("ipv6AddressesSet", set -> {});
  }

  private static void writeAttachment(Xml xml, Attachment at) {
    xml.add("attachmentId", at.id())
        .add("deviceIndex", at.deviceIndex())
        .add("networkCardIndex", 0)
        .add("status", "attached")
        .add("attachTime", at.since())
        .add("deleteOnTermination", at.deleteOnTermination());
  }
}
