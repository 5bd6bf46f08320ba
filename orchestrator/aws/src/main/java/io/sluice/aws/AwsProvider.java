package io.sluice.aws;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * AWS, opened for one blueprint.
 *
 * <p>How fresh is what it says: {@link #desired()} begins a new discovery pass, within which each
 * list is read once and shared by the kinds that look at it. Any call of ours that is not a read
 * ends the pass. So a plan sees the cloud as it is when the plan begins, and what is asked after an
 * apply, {@link #outputs()} and {@link #fleet()}, is read anew if, and only if, that apply changed
 * anything. What others change in the meantime is seen by the next plan.
 */
public final class AwsProvider implements Provider {
  private final Workspace at;
  private final Kinds kinds;
  private final Objects mailbox;

  private AwsProvider(Workspace at) {
    this.at = at;
    this.mailbox = new BucketObjects(at);
    this.kinds = new Kinds(at);
  }

  /**
   * Makes no call.
   *
   * @param bundle what machines are to run
   */
  public static AwsProvider open(Blueprint blueprint, AwsSession session, Bundle bundle) {
    return new AwsProvider(new Workspace(blueprint, session, bundle));
  }

  /**
   * Asks once which account the credentials belong to.
   *
   * @throws ProblemException when AWS cannot be asked, e.g. for want of credentials
   */
  @Override
  public Identity identity() {
    return told(at::identity);
  }

  @Override
  public List<Kind<?>> kinds() {
    return kinds.all();
  }

  /**
   * Looks at what the blueprint names and does not own: VPC, subnets, sources.
   *
   * @throws ProblemException when AWS cannot be asked, or what is named is not there
   */
  @Override
  public List<Desired<?>> desired() {
    at.newPass();
    return told(() -> Topology.of(at, kinds));
  }

  /** Sources that get no session, and why; read by {@link #desired()}. */
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
    return new AutoScalingFleet(at);
  }

  @Override
  public Objects mailbox() {
    return mailbox;
  }

  @Override
  public Map<String, String> outputs() {
    return told(
        () -> {
          Map<String, String> outputs = new LinkedHashMap<>();
          kinds.mirror.outputs(outputs);
          if (at.mailbox().stands()) {
            outputs.put("mailbox", at.mailbox().url());
          }
          at.ourGroups()
              .forEach(group -> outputs.put("Auto Scaling group", group.autoScalingGroupName()));
          return outputs;
        });
  }

  private <T> T told(Callable<T> read) {
    return new RetryPolicy(this::classify).call(read);
  }

  /** Holds nothing that needs closing: the HTTP client's connections close when idle. */
  @Override
  public void close() {}
}
