package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilter;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorNetworkService;

/**
 * Which packets are mirrored; its rules are resources of their own ({@link MirrorFilterRule}). AWS
 * leaves out its own services' packets unless asked for them.
 *
 * @param dns whether queries to Amazon's DNS servers count
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorFilter.html">
 *     CreateTrafficMirrorFilter</a>
 */
public record MirrorFilter(
    @Traffic("Queries to Amazon's DNS servers are mirrored, or no longer, at once.") boolean dns)
    implements Resource {
  static final String TYPE = "AWS::EC2::TrafficMirrorFilter";

  /** Its kind. */
  static final class Type extends AwsKind<MirrorFilter> {
    private final Mirroring mirroring;

    Type(Workspace at, Mirroring mirroring) {
      super(at, TYPE, "mirror filter");
      this.mirroring = mirroring;
    }

    @Override
    public Discovery<MirrorFilter> discover() {
      return discovery(
          mirroring.filters(),
          TrafficMirrorFilter::trafficMirrorFilterId,
          filter -> Tags.of(filter.tags()),
          filter ->
              new MirrorFilter(
                  filter.networkServices().contains(TrafficMirrorNetworkService.AMAZON_DNS)));
    }

    @Override
    public String create(Wanted<MirrorFilter> wanted) {
      String id =
          mirroring
              .client()
              .createTrafficMirrorFilter(
                  request ->
                      request
                          .description(mirroring.description())
                          .clientToken(token(wanted))
                          .tagSpecifications(
                              Tags.create(
                                  ResourceType.TRAFFIC_MIRROR_FILTER,
                                  wanted.tags(),
                                  resourceName(wanted))))
              .trafficMirrorFilter()
              .trafficMirrorFilterId();
      if (wanted.resource().dns()) {
        dns(id, true);
      }
      return id;
    }

    @Override
    public void update(Found<MirrorFilter> found, Wanted<MirrorFilter> wanted) {
      dns(found.id(), wanted.resource().dns());
    }

    private void dns(String id, boolean mirrored) {
      mirroring
          .client()
          .modifyTrafficMirrorFilterNetworkServices(
              request -> {
                request.trafficMirrorFilterId(id);
                if (mirrored) {
                  request.addNetworkServices(TrafficMirrorNetworkService.AMAZON_DNS);
                } else {
                  request.removeNetworkServices(TrafficMirrorNetworkService.AMAZON_DNS);
                }
              });
    }

    @Override
    public void delete(Found<MirrorFilter> found) {
      AwsErrors.gone(
          () ->
              mirroring
                  .client()
                  .deleteTrafficMirrorFilter(request -> request.trafficMirrorFilterId(found.id())));
    }
  }
}
