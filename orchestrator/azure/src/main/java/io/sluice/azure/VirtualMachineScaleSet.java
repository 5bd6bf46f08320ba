package io.sluice.azure;

import com.azure.resourcemanager.compute.fluent.VirtualMachineScaleSetsClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import io.sluice.engine.resource.WriteOnly;
import org.jspecify.annotations.Nullable;

/**
 * The fleet: machines that are all alike (Uniform), members of the gateway's pool, judged by the
 * gateway's probe.
 *
 * <p>Azure's own engine rolls a change out (mode Rolling, with surge: new machines are made from
 * the new model, and old ones go once these are healthy) and replaces a machine that stays
 * unhealthy. A machine that is to go gets a notice of five minutes. Autoscale owns the capacity:
 * any number inside the blueprint's bounds is as it should be. AZ-15: a load balancer cannot be
 * deleted while a scale set refers to it.
 *
 * @param capacity machines to start with; a number that autoscale may have chosen reads as this
 * @param image {@code publisher:offer:sku:version}
 * @param userData the cloud-config, with {@link #MAILBOX_URL} and {@link #CLIENT_ID} for the two
 *     things that only Azure knows
 * @see <a href="https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets">Virtual
 *     Machine Scale Sets</a>
 */
@Traffic("Flows through the fleet's machines move to others.")
public record VirtualMachineScaleSet(
    @Fixed(why = AzureKind.STAYS) String location,
    @Traffic(VirtualMachineScaleSet.ROLLS) String size,
    int capacity,
    @Traffic(VirtualMachineScaleSet.ROLLS) String image,
    Ref identity,
    @Immutable(why = "machines stay in their subnet") Ref subnet,
    Ref securityGroup,
    @Traffic(VirtualMachineScaleSet.ROLLS) Ref pool,
    Ref probe,
    @WriteOnly @Traffic(VirtualMachineScaleSet.ROLLS) String userData)
    implements Resource {
  static final String TYPE = "Microsoft.Compute/virtualMachineScaleSets";
  static final String ROLLS =
      "Machines are replaced in batches; new ones are healthy before old ones go.";

  /** Stands in {@link #userData} for the address of the mailbox's container. */
  static final String MAILBOX_URL = "@mailbox-url@";

  /** Stands in {@link #userData} for the client id of the machines' identity. */
  static final String CLIENT_ID = "@client-id@";

  /** Its kind. */
  static final class Type extends AzureKind<VirtualMachineScaleSet> {
    Type(Workspace at) {
      super(at, TYPE, "scale set");
    }

    private VirtualMachineScaleSetsClient client() {
      return at.clients().compute().getVirtualMachineScaleSets();
    }

    @Override
    public Discovery<VirtualMachineScaleSet> discover() {
      return discovery(
          at.scaleSets(),
          set -> ScaleSetDocument.read(set, bounded(capacity(set)), this::isOurIdentity),
          VirtualMachineScaleSetInner::provisioningState);
    }

    private boolean isOurIdentity(String id) {
      return at.identities().stream()
          .anyMatch(one -> Ids.same(one.id(), id) && at.identity().owns(one.tags()));
    }

    private static int capacity(VirtualMachineScaleSetInner set) {
      return set.sku() == null || set.sku().capacity() == null
          ? 0
          : set.sku().capacity().intValue();
    }

    private int bounded(int capacity) {
      var scale = at.blueprint().appliances().scale();
      return capacity >= scale.min() && capacity <= scale.max() ? scale.min() : capacity;
    }

    @Override
    public String create(Wanted<VirtualMachineScaleSet> wanted) {
      return put(
          wanted, ScaleSetDocument.fresh(resourceName(wanted)), wanted.resource().capacity(), null);
    }

    /** Keeps the number of machines where it is inside the bounds, and what Azure added. */
    @Override
    public void update(Found<VirtualMachineScaleSet> found, Wanted<VirtualMachineScaleSet> wanted) {
      VirtualMachineScaleSetInner now =
          client().getByResourceGroup(at.group(), resourceName(wanted));
      var scale = at.blueprint().appliances().scale();
      put(wanted, now, Math.clamp(capacity(now), scale.min(), scale.max()), now.etag());
    }

    private String put(
        Wanted<VirtualMachineScaleSet> wanted,
        VirtualMachineScaleSetInner document,
        int capacity,
        @Nullable String etag) {
      String userData =
          wanted
              .resource()
              .userData()
              .replace(MAILBOX_URL, at.mailboxUrl())
              .replace(CLIENT_ID, clientId(wanted));
      ScaleSetDocument.write(document, wanted.resource(), wanted.refs(), capacity, userData);
      return client()
          .createOrUpdate(
              at.group(),
              resourceName(wanted),
              document.withTags(wanted.tags()),
              etag,
              null,
              com.azure.core.util.Context.NONE)
          .id();
    }

    private String clientId(Wanted<VirtualMachineScaleSet> wanted) {
      String identity = wanted.refs().id(wanted.resource().identity());
      return at.clients()
          .msi()
          .getUserAssignedIdentities()
          .getByResourceGroup(at.group(), Ids.name(identity))
          .clientId()
          .toString();
    }

    @Override
    public void delete(Found<VirtualMachineScaleSet> found) {
      Workspace.gone(() -> client().delete(at.group(), Ids.name(found.id())));
    }
  }
}
