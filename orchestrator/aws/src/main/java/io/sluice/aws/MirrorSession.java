package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSession;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSessionField;

/**
 * A session mirrors the packets of one interface of the user's. It is ours and carries our tags; it
 * is a link all the same, since it is what points somebody's packets at the fleet: made only once
 * the fleet is ready, and the first to go. Its logical id is the interface's id.
 *
 * <p>TM-12: a session ends with its interface. TM-5: without a VNI AWS would choose one at random.
 *
 * @param number 1 to 32766; see {@link SessionNumbers} for how it is chosen
 * @param vni of the VXLAN header, 24 bits
 * @param packetLength bytes that are mirrored of each packet, or null for all of it (TM-8)
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorSession.html">
 *     CreateTrafficMirrorSession</a>
 */
public record MirrorSession(
    @Traffic("Mirrored packets take the new way at once.") Ref target,
    @Traffic("What is mirrored changes at once.") Ref filter,
    int number,
    @Traffic("Mirrored packets carry the new VNI at once.") int vni,
    @Nullable Integer packetLength)
    implements Resource {
  static final String TYPE = "AWS::EC2::TrafficMirrorSession";

  /** TM-8: AWS's word for the whole packet where the target is a network load balancer. */
  private static final int WHOLE = 8500;

  public MirrorSession {
    packetLength = packetLength == null || packetLength >= WHOLE ? null : packetLength;
  }

  /** Its kind. */
  static final class Type extends AwsKind<MirrorSession> {
    private final Mirroring mirroring;
    private volatile Map<String, Problem> refused = Map.of();

    Type(Workspace at, Mirroring mirroring) {
      super(at, TYPE, "mirror session");
      this.mirroring = mirroring;
    }

    @Override
    public boolean link() {
      return true;
    }

    /** What the newest look at the sources says can never be mirrored although it is named. */
    void refuse(Map<String, Problem> because) {
      refused = Map.copyOf(because);
    }

    @Override
    public @Nullable Problem obstacle(String logicalId) {
      return refused.get(logicalId);
    }

    @Override
    public Discovery<MirrorSession> discover() {
      List<Found<MirrorSession>> owned = new ArrayList<>();
      for (TrafficMirrorSession session : mirroring.sessions()) {
        Map<String, String> tags = Tags.of(session.tags());
        if (at.identity().owns(tags)) {
          owned.add(
              new Found<>(
                  new Key(TYPE, session.networkInterfaceId()),
                  1,
                  session.trafficMirrorSessionId(),
                  read(session),
                  tags,
                  null,
                  null));
        }
      }
      return new Discovery<>(owned, Set.of());
    }

    private static MirrorSession read(TrafficMirrorSession session) {
      return new MirrorSession(
          Ref.existing(session.trafficMirrorTargetId()),
          Ref.existing(session.trafficMirrorFilterId()),
          session.sessionNumber(),
          session.virtualNetworkId(),
          session.packetLength());
    }

    @Override
    public String create(Wanted<MirrorSession> wanted) {
      MirrorSession session = wanted.resource();
      return mirroring
          .client()
          .createTrafficMirrorSession(
              request ->
                  request
                      .networkInterfaceId(wanted.logicalId())
                      .trafficMirrorTargetId(wanted.refs().id(session.target()))
                      .trafficMirrorFilterId(wanted.refs().id(session.filter()))
                      .sessionNumber(session.number())
                      .virtualNetworkId(session.vni())
                      .packetLength(session.packetLength())
                      .description(mirroring.description())
                      .clientToken(token(wanted))
                      .tagSpecifications(
                          Tags.create(
                              ResourceType.TRAFFIC_MIRROR_SESSION,
                              wanted.tags(),
                              resourceName(wanted))))
          .trafficMirrorSession()
          .trafficMirrorSessionId();
    }

    @Override
    public void update(Found<MirrorSession> found, Wanted<MirrorSession> wanted) {
      MirrorSession session = wanted.resource();
      mirroring
          .client()
          .modifyTrafficMirrorSession(
              request -> {
                request
                    .trafficMirrorSessionId(found.id())
                    .trafficMirrorTargetId(wanted.refs().id(session.target()))
                    .trafficMirrorFilterId(wanted.refs().id(session.filter()))
                    .sessionNumber(session.number())
                    .virtualNetworkId(session.vni());
                if (session.packetLength() != null) {
                  request.packetLength(session.packetLength());
                } else if (found.resource().packetLength() != null) {
                  request.removeFields(TrafficMirrorSessionField.PACKET_LENGTH);
                }
              });
    }

    @Override
    public void delete(Found<MirrorSession> found) {
      AwsErrors.gone(
          () ->
              mirroring
                  .client()
                  .deleteTrafficMirrorSession(
                      request -> request.trafficMirrorSessionId(found.id())));
    }
  }
}
