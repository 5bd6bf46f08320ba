package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An instance. Its interfaces come first to last by device index; a terminated one has none. */
final class Instance extends Resource {
  private final LaunchSpec spec;
  private final InstanceType type;
  private final Subnet subnet;
  private final String reservation;
  private final int launchIndex;
  private final String clientToken;
  private final List<Nic> nics = new ArrayList<>();
  private InstanceState state = InstanceState.PENDING;
  private Instant launched = created();
  private Instant changed = created();
  private String reason = "";

  Instance(
      Identity identity,
      LaunchSpec spec,
      Subnet subnet,
      String reservation,
      int launchIndex,
      String clientToken) {
    super(Kind.INSTANCE, identity);
    this.spec = spec;
    this.type = InstanceType.of(spec.type());
    this.subnet = subnet;
    this.reservation = reservation;
    this.launchIndex = launchIndex;
    this.clientToken = clientToken;
  }

  static Fields<Instance> fields() {
    return new Fields<Instance>()
        .one("instance-id", Instance::id)
        .one("instance-state-name", instance -> instance.state.text())
        .one("instance-state-code", instance -> instance.state.code())
        .one("instance-type", instance -> instance.spec.type())
        .one("image-id", instance -> instance.spec.imageId())
        .one("subnet-id", instance -> instance.hasNetwork() ? instance.subnet.id() : null)
        .one("vpc-id", instance -> instance.hasNetwork() ? instance.subnet.vpc().id() : null)
        .one("availability-zone", instance -> instance.subnet.zone())
        .one("availability-zone-id", instance -> Places.zoneId(instance.subnet.zone()))
        .one("private-ip-address", instance -> instance.hasNetwork() ? instance.address() : null)
        .one("private-dns-name", instance -> instance.hasNetwork() ? instance.dnsName() : null)
        .one("reservation-id", Instance::reservation)
        .one("owner-id", instance -> Account.ID)
        .one("client-token", instance -> instance.clientToken)
        .one("launch-index", instance -> instance.launchIndex)
        .one("architecture", instance -> instance.type().architecture())
        .one("hypervisor", instance -> "xen")
        .one("root-device-type", instance -> "ebs")
        .one("virtualization-type", instance -> "hvm")
        .one("tenancy", instance -> "default")
        .one("monitoring-state", instance -> instance.spec.monitoring() ? "enabled" : "disabled")
        .one("key-name", instance -> instance.spec.keyName())
        .one("iam-instance-profile.arn", instance -> instance.spec.profileArn())
        .any("instance.group-id", instance -> instance.groups().map(Resource::id).toList())
        .any("group-id", instance -> instance.groups().map(Resource::id).toList())
        .any("instance.group-name", instance -> instance.groups().map(SecurityGroup::name).toList())
        .any(
            "network-interface.network-interface-id",
            instance -> instance.nics.stream().map(Resource::id).toList())
        .any(
            "network-interface.subnet-id",
            instance -> instance.nics.stream().map(nic -> nic.subnet().id()).toList())
        .any(
            "network-interface.vpc-id",
            instance -> instance.nics.stream().map(nic -> nic.subnet().vpc().id()).toList())
        .any(
            "network-interface.group-id",
            instance ->
                instance.nics.stream()
                    .flatMap(nic -> nic.groups().stream())
                    .map(Resource::id)
                    .toList())
        .any(
            "network-interface.addresses.private-ip-address",
            instance -> instance.nics.stream().map(Nic::address).toList())
        .tags();
  }

  LaunchSpec spec() {
    return spec;
  }

  InstanceType type() {
    return type;
  }

  String reservation() {
    return reservation;
  }

  InstanceState state() {
    return state;
  }

  void state(InstanceState next, String why) {
    state = next;
    reason = why;
    changed = Instant.now();
    if (next == InstanceState.PENDING) {
      launched = changed;
    }
  }

  /** When it came into its state. */
  Instant changed() {
    return changed;
  }

  Subnet subnet() {
    return subnet;
  }

  List<Nic> nics() {
    return nics;
  }

  void add(Nic nic, Nic.Attachment attachment) {
    nic.attach(attachment);
    nics.add(nic);
    nics.sort(
        Comparator.comparingInt(
            each -> each.attachment() == null ? 0 : each.attachment().deviceIndex()));
  }

  private boolean hasNetwork() {
    return !nics.isEmpty();
  }

  private String address() {
    return nics.isEmpty() ? "" : nics.getFirst().address();
  }

  private String dnsName() {
    return nics.isEmpty() ? "" : nics.getFirst().dnsName();
  }

  private Stream<SecurityGroup> groups() {
    return nics.isEmpty() ? Stream.of() : nics.getFirst().groups().stream();
  }

  Ec2Instance view(String region) {
    return new Ec2Instance(
        id(),
        region,
        state.text(),
        spec.type(),
        spec.imageId(),
        subnet.vpc().id(),
        subnet.id(),
        subnet.zone(),
        address(),
        spec.userData(),
        spec.profileArn(),
        Map.copyOf(tags()),
        launched);
  }

  @Override
  void write(Xml xml) {
    write(xml, state);
  }

  /** As it was when it was in this state. */
  void write(Xml xml, InstanceState as) {
    xml.add("instanceId", id())
        .add("imageId", spec.imageId())
        .add("instanceState", as::write)
        .add("privateDnsName", dnsName())
        .add("dnsName", "")
        .add("reason", reason)
        .add("keyName", spec.keyName())
        .add("amiLaunchIndex", launchIndex)
        .add("productCodes", set -> {})
        .add("instanceType", spec.type())
        .add("launchTime", launched)
        .add(
            "placement",
            placement ->
                placement
                    .add("availabilityZone", subnet.zone())
                    .add("availabilityZoneId", Places.zoneId(subnet.zone()))
                    .add("groupName", "")
                    .add("tenancy", "default"))
        .add("monitoring", inner -> inner.add("state", spec.monitoring() ? "enabled" : "disabled"));
    if (hasNetwork()) {
      xml.add("subnetId", subnet.id())
          .add("vpcId", subnet.vpc().id())
          .add("privateIpAddress", address())
          .add("sourceDestCheck", nics.getFirst().sourceDestCheck());
    }
    if (!reason.isEmpty()) {
      xml.add(
          "stateReason",
          inner ->
              inner
                  .add("code", "Client.UserInitiatedShutdown")
                  .add("message", "Client.UserInitiatedShutdown: User initiated shutdown"));
    }
    xml.list("groupSet", "item", groups().toList(), (item, group) -> group.writeReference(item))
        .add("architecture", type().architecture())
        .add("rootDeviceType", "ebs")
        .add("rootDeviceName", "/dev/xvda")
        .add("blockDeviceMapping", set -> {})
        .add("virtualizationType", "hvm")
        // EC2 says xen here for its Nitro hypervisor too
        .add("hypervisor", "xen")
        .add("clientToken", clientToken)
        .add("ebsOptimized", spec.ebsOptimized())
        .add("enaSupport", true)
        .list("networkInterfaceSet", "item", nics, (item, nic) -> nic.writeInInstance(item));
    String profile = spec.profileArn();
    if (profile != null) {
      xml.add(
          "iamInstanceProfile",
          inner ->
              inner
                  .add("arn", profile)
                  .add("id", "AIPA%016X".formatted(profile.hashCode() & 0xFFFFFFFFL)));
    }
    xml.add(
        "metadataOptions",
        options ->
            options
                .add("state", "applied")
                .add("httpTokens", spec.httpTokens())
                .add("httpPutResponseHopLimit", spec.hopLimit())
                .add("httpEndpoint", "enabled")
                .add("httpProtocolIpv6", "disabled")
                .add("instanceMetadataTags", "disabled"));
    writeTags(xml);
  }
}
