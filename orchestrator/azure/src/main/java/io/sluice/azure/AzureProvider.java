package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.LoadBalancerInner;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Azure, opened for one blueprint.
 *
 * <p>How fresh is what it says: {@link #desired()} begins a new discovery pass, within which each
 * list is read once and shared by the kinds that look at it. Any call of ours that is not a read
 * ends the pass. So a plan sees the cloud as it is when the plan begins, and what is asked after an
 * apply, {@link #outputs()} and {@link #fleet()}, is read anew if, and only if, that apply changed
 * anything. What others change in the meantime is seen by the next plan.
 */
public final class AzureProvider implements Provider {
  private final Workspace at;
  private final Kinds kinds;
  private final Objects mailbox;

  private AzureProvider(Workspace at) {
    this.at = at;
    this.mailbox = new BlobObjects(at);
    this.kinds = new Kinds(at);
  }

  /**
   * Makes no call.
   *
   * @param bundle what machines are to run
   */
  public static AzureProvider open(Blueprint blueprint, AzureSession session, Bundle bundle) {
    return new AzureProvider(new Workspace(blueprint, session, bundle));
  }

  @Override
  public Identity identity() {
    return at.identity();
  }

  @Override
  public List<Kind<?>> kinds() {
    return kinds.all();
  }

  /**
   * Looks whether the resource group is there and whose it is, since one that is not ours is no
   * part of the stack.
   *
   * @throws ProblemException when Azure cannot be asked, e.g. for want of credentials
   */
  @Override
  public List<Desired<?>> desired() {
    at.lists().forget();
    return told(() -> Topology.of(at, kinds));
  }

  @Override
  public Failure classify(Throwable error) {
    return AzureErrors.classify(error);
  }

  @Override
  public Fleet fleet() {
    return new ScaleSetFleet(at);
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
          for (Source source : at.blueprint().sources()) {
            if (source instanceof Source.PublicLoadBalancer ours) {
              String logicalId = Topology.publicId(ours);
              at.publicIps().stream()
                  .filter(one -> isOurs(one.tags(), logicalId) && one.ipAddress() != null)
                  .forEach(
                      one ->
                          outputs.put(
                              "public address of " + ours.publicLoadBalancer(), one.ipAddress()));
            }
          }
          at.loadBalancers().stream()
              .filter(one -> isOurs(one.tags(), LoadBalancer.GATEWAY))
              .map(LoadBalancerInner::id)
              .forEach(
                  id ->
                      outputs.put(
                          "gateway frontend",
                          id + "/frontendIPConfigurations/" + LoadBalancer.GATEWAY));
          at.mailboxAccount().ifPresent(one -> outputs.put("mailbox", Mailbox.url(one)));
          at.scaleSets().stream()
              .filter(one -> at.identity().owns(one.tags()))
              .forEach(one -> outputs.put("scale set", one.id()));
          return outputs;
        });
  }

  private boolean isOurs(Map<String, String> tags, String logicalId) {
    return at.identity().owns(tags) && logicalId.equals(tags.get(Identity.ID_TAG));
  }

  private static <T> T told(java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      Failure failure = AzureErrors.classify(e);
      if (failure.type() == Failure.Type.BUG) {
        throw e;
      }
      ProblemException told = new ProblemException(failure.problem());
      told.initCause(e);
      throw told;
    }
  }

  /** Holds nothing that needs closing: the HTTP client's connections close when idle. */
  @Override
  public void close() {}
}
