package io.sluice.aws;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The half of the provider that brings packets to a fleet, without the fleet. */
final class MirrorOnly implements Provider {
  private final Workspace at;
  private final Kinds kinds;
  private final Set<String> left;

  MirrorOnly(Blueprint blueprint, URI endpoint, Bundle bundle) {
    this(blueprint, endpoint, bundle, Set.of());
  }

  /**
   * @param left names of kinds that are left out
   */
  MirrorOnly(Blueprint blueprint, URI endpoint, Bundle bundle, Set<String> left) {
    this.left = new HashSet<>(left);
    at =
        new Workspace(
            blueprint, AwsSession.connect("eu-west-1", endpoint, "AKIATEST", "secret"), bundle);
    kinds = new Kinds(at);
  }

  void leaveOut(Set<String> kinds) {
    left.addAll(kinds);
  }

  @Override
  public Identity identity() {
    return at.identity();
  }

  @Override
  public List<Kind<?>> kinds() {
    List<Kind<?>> all = new ArrayList<>(kinds.mirror.beforeFleet());
    all.addAll(kinds.mirror.afterFleet());
    all.removeIf(kind -> left.contains(kind.name()));
    return all;
  }

  @Override
  public List<Desired<?>> desired() {
    at.newPass();
    if (left.contains(MirrorSession.TYPE)) {
      // Known already to be empty, where nobody can be asked.
      at.lists().all("mirror sessions", Stream::empty);
    }
    Wants wants = new Wants();
    MirrorTopology topology = new MirrorTopology(at, kinds, wants);
    topology.balancing();
    topology.sources(new Key("AWS::AutoScaling::AutoScalingGroup", "appliances"));
    List<Desired<?>> all = new ArrayList<>(wants.all());
    all.removeIf(one -> left.contains(one.kind().name()));
    return all;
  }

  @Override
  public List<Problem> notices() {
    return kinds.mirror.notices();
  }

  @Override
  public Failure classify(Throwable error) {
    return AwsErrors.classify(error);
  }

  @Override
  public Objects mailbox() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fleet fleet() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, String> outputs() {
    return Map.of();
  }

  @Override
  public void close() {}
}
