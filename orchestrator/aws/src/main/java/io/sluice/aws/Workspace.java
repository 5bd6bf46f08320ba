package io.sluice.aws;

import io.sluice.engine.blueprint.Aws;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Lists;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Ref;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockStateCode;

/** What all kinds of one stack share: where it is, its names, the clients, and the lists. */
final class Workspace {
  /** No name that we give is longer; the shortest limit among the kinds that ask for none. */
  static final int LONGEST_NAME = 64;

  private final Blueprint blueprint;
  private final AwsSession session;
  private final Bundle bundle;
  private final Lists lists = new Lists();
  private final Clients clients;
  private final Lazy<Identity> identity;
  private final Mailbox mailbox = new Mailbox(this);
  private volatile String pass = UUID.randomUUID().toString();

  Workspace(Blueprint blueprint, AwsSession session, Bundle bundle) {
    this.blueprint = blueprint;
    this.session = session;
    this.bundle = bundle;
    this.clients = new Clients(session, lists::forget);
    this.identity =
        new Lazy<>(() -> new Identity(blueprint.blueprint(), account() + "/" + region()));
  }

  Blueprint blueprint() {
    return blueprint;
  }

  Mirror mirror() {
    return Objects.requireNonNull(blueprint.mirror(), "a blueprint for AWS");
  }

  Bundle bundle() {
    return bundle;
  }

  Clients clients() {
    return clients;
  }

  Lists lists() {
    return lists;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /** Costs a call the first time: the account is part of it. */
  Identity identity() {
    return identity.get();
  }

  /** Twelve digits. */
  String account() {
    return session.account().id();
  }

  String region() {
    Aws aws = Objects.requireNonNull(blueprint.aws(), "a blueprint for AWS");
    return aws.region();
  }

  /** A new discovery pass: what was read before is read anew. */
  void newPass() {
    pass = UUID.randomUUID().toString();
    lists.forget();
  }

  String name(String logicalId, int revision) {
    return name(logicalId, revision, LONGEST_NAME);
  }

  /**
   * @param longest characters; 32 for load balancers and target groups
   */
  String name(String logicalId, int revision, int longest) {
    return identity().name(logicalId, revision, longest);
  }

  /**
   * An idempotency token: the same however often one step of one plan is tried. The next plan's is
   * another, since for a token that was used before AWS may answer with what has been deleted
   * since; that plan has seen by its tags whatever the one before it made.
   *
   * @return at most 64 ASCII characters
   */
  String token(String kind, String logicalId, int revision) {
    return identity().token(kind + "/" + logicalId + "/" + pass, revision).toString();
  }

  /** {@code arn:aws:iam::123456789012:role/x} of service {@code iam}, no region. */
  String arn(String service, String inRegion, String inAccount, String resource) {
    return String.join(
        ":", "arn", session.account().partition(), service, inRegion, inAccount, resource);
  }

  /** The Auto Scaling API's address, which machines are told. */
  String autoScalingUrl() {
    URI endpoint = session.endpoint();
    URI aws = AutoScalingClient.serviceMetadata().endpointFor(session.region());
    return endpoint == null ? "https://" + aws : endpoint.toString();
  }

  /** The fleet's VPC. */
  Ref vpc() {
    String existing = blueprint.network().vpc();
    return existing == null
        ? Ref.own(VirtualPrivateCloud.TYPE, VirtualPrivateCloud.ID)
        : Ref.existing(existing);
  }

  /** The fleet's subnets as the blueprint orders them. */
  List<Ref> subnets() {
    List<String> named = namedSubnets();
    return IntStream.range(0, named.size())
        .mapToObj(
            i -> isOwnNetwork() ? Ref.own(Subnet.TYPE, Subnet.id(i)) : Ref.existing(named.get(i)))
        .toList();
  }

  /**
   * The zone of each of {@link #subnets()}, in their order. Subnets of our own take the region's
   * zones in AWS's order.
   *
   * @throws ProblemException when a subnet is not there, or there are more of ours than zones
   */
  List<String> zones() {
    List<String> named = namedSubnets();
    return isOwnNetwork() ? firstZones(named.size()) : named.stream().map(this::zoneOf).toList();
  }

  /**
   * The IPv4 ranges of a VPC of this account and region; empty where there is no such VPC.
   *
   * @param id of the VPC
   */
  List<String> cidrs(String id) {
    return vpcs().stream()
        .filter(vpc -> vpc.vpcId().equals(id))
        .flatMap(vpc -> vpc.cidrBlockAssociationSet().stream())
        .filter(
            block ->
                block.cidrBlockState() == null
                    || block.cidrBlockState().state() == VpcCidrBlockStateCode.ASSOCIATED)
        .map(VpcCidrBlockAssociation::cidrBlock)
        .sorted()
        .toList();
  }

  /**
   * The IPv4 ranges of the fleet's VPC.
   *
   * @throws ProblemException when there is no such VPC
   */
  List<String> cidrs() {
    String existing = blueprint.network().vpc();
    if (existing == null) {
      return List.of(Objects.requireNonNull(blueprint.network().addressSpace()));
    }
    List<String> cidrs = cidrs(existing);
    if (cidrs.isEmpty()) {
      throw new ProblemException(
          Problem.error(
                  "aws.no-such-vpc",
                  "There is no VPC `%s` in region %s of account %s."
                      .formatted(existing, region(), account()))
              .withHint("`network.vpc` names a VPC of the account whose credentials are used."));
    }
    return cidrs;
  }

  /** Every VPC of the region. */
  List<Vpc> vpcs() {
    return lists.all("vpcs", () -> clients.ec2().describeVpcsPaginator().vpcs().stream());
  }

  /** Every Auto Scaling group of the region. */
  List<AutoScalingGroup> autoScalingGroups() {
    return lists.all(
        "groups",
        () ->
            clients
                .autoScaling()
                .describeAutoScalingGroupsPaginator()
                .autoScalingGroups()
                .stream());
  }

  /** Those of them that the blueprint owns. */
  List<AutoScalingGroup> ourGroups() {
    return autoScalingGroups().stream()
        .filter(group -> identity().owns(io.sluice.aws.AutoScalingGroup.tags(group)))
        .toList();
  }

  private boolean isOwnNetwork() {
    return blueprint.network().vpc() == null;
  }

  private List<String> namedSubnets() {
    return Objects.requireNonNull(blueprint.network().subnets(), "subnets of a blueprint for AWS");
  }

  private List<String> firstZones(int count) {
    List<String> zones =
        lists.all(
            "zones",
            () ->
                clients
                    .ec2()
                    .describeAvailabilityZones(
                        request ->
                            request.filters(
                                Filter.builder()
                                    .name("zone-type")
                                    .values("availability-zone")
                                    .build()))
                    .availabilityZones()
                    .stream()
                    .map(AvailabilityZone::zoneName)
                    .sorted());
    if (zones.size() < count) {
      throw new ProblemException(
          Problem.error(
                  "aws.zones",
                  "The blueprint has %d subnets, and region %s has %d zones."
                      .formatted(count, region(), zones.size()))
              .withHint("`network.subnets` takes one range for each zone."));
    }
    return zones.subList(0, count);
  }

  private String zoneOf(String subnet) {
    String vpc = Objects.requireNonNull(blueprint.network().vpc());
    return lists
        .all(
            "subnets of " + vpc,
            () ->
                clients
                    .ec2()
                    .describeSubnetsPaginator(
                        request ->
                            request.filters(Filter.builder().name("vpc-id").values(vpc).build()))
                    .subnets()
                    .stream())
        .stream()
        .filter(one -> one.subnetId().equals(subnet))
        .map(software.amazon.awssdk.services.ec2.model.Subnet::availabilityZone)
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.error(
                            "aws.no-such-subnet",
                            "There is no subnet `%s` in VPC `%s`.".formatted(subnet, vpc))
                        .withHint("`network.subnets` names subnets of `network.vpc`.")));
  }
}
