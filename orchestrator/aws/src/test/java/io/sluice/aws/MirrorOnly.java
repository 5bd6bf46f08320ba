package io.sluice.aws;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The half of the provider that brings packets to a fleet, without the fleet. */
final class MirrorOnly implements Provider {
  private final Workspace at;
  private final Kinds kinds;

  MirrorOnly(Blueprint blueprint, URI endpoint, Bundle bundle) {
    at =
        new Workspace(
            blueprint, AwsSession.connect("eu-west-1", endpoint, "AKIATEST", "secret"), bundle);
    kinds = new Kinds(at);
  }

  @Override
  public Identity identity() {
    return at.identity();
  }

  @Override
  public List<Kind<?>> kinds() {
    List<Kind<?>> all = new ArrayList<>(kinds.mirror.beforeFleet());
    all.addAll(kinds.mirror.afterFleet());
    return all;
  }

  @Override
  public List<Desired<?>> desired() {
    at.newPass();
    Wants wants = new Wants();
    MirrorTopology topology = new MirrorTopology(at, kinds, wants);
    topology.balancing();
    topology.sources(new Key("AWS::AutoScaling::AutoScalingGroup", "appliances"));
    return wants.all();
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
