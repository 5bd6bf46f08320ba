package io.sluice.aws;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilter;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSession;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorTarget;

/**
 * What VPC Traffic Mirroring lists. AWS documents no filter by tag for targets and sessions, so all
 * of the account's are read, a thousand a page, and sorted on our side; the sessions of others are
 * wanted anyhow (TM-1, TM-4).
 */
final class Mirroring {
  /** The most that one page can hold. */
  static final int PAGE = 1000;

  private final Workspace at;

  Mirroring(Workspace at) {
    this.at = at;
  }

  Ec2Client client() {
    return at.clients().ec2();
  }

  List<TrafficMirrorSession> sessions() {
    return at.lists()
        .all(
            "mirror sessions",
            () ->
                client()
                    .describeTrafficMirrorSessionsPaginator(request -> request.maxResults(PAGE))
                    .trafficMirrorSessions()
                    .stream());
  }

  List<TrafficMirrorTarget> targets() {
    return at.lists()
        .all(
            "mirror targets",
            () ->
                client()
                    .describeTrafficMirrorTargetsPaginator(request -> request.maxResults(PAGE))
                    .trafficMirrorTargets()
                    .stream());
  }

  /** Filters with their rules. */
  List<TrafficMirrorFilter> filters() {
    return at.lists()
        .all(
            "mirror filters",
            () ->
                client()
                    .describeTrafficMirrorFiltersPaginator(request -> request.maxResults(PAGE))
                    .trafficMirrorFilters()
                    .stream());
  }

  /** Interfaces that packets are mirrored to, which can be no sources (TM-12). */
  Set<String> targetInterfaces() {
    return targets().stream()
        .filter(target -> target.networkInterfaceId() != null)
        .map(TrafficMirrorTarget::networkInterfaceId)
        .collect(Collectors.toSet());
  }

  /** What a person reads beside a target, filter or session in AWS's console. */
  String description() {
    return "Sluice blueprint " + at.blueprint().blueprint();
  }
}
