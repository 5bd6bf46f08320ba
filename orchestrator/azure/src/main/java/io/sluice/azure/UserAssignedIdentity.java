package io.sluice.azure;

import com.azure.resourcemanager.resources.fluent.models.GenericResourceInner;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.Map;

/**
 * Who the machines are. User-assigned, so that its rights stand before the first machine does, and
 * stay when machines come and go.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities">User
 *     Assigned Identities</a>
 */
public record UserAssignedIdentity(@Fixed(why = AzureKind.STAYS) String location)
    implements Resource {
  static final String TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

  private static final String API_VERSION = "2024-11-30";

  /** Its kind. */
  static final class Type extends AzureKind<UserAssignedIdentity> {
    Type(Workspace at) {
      super(at, TYPE, "managed identity");
    }

    @Override
    public Discovery<UserAssignedIdentity> discover() {
      return discovery(
          at.identities(),
          identity -> new UserAssignedIdentity(Ids.location(identity.location())),
          identity -> null);
    }

    @Override
    public String create(Wanted<UserAssignedIdentity> wanted) {
      GenericResourceInner body = new GenericResourceInner().withProperties(Map.of());
      body.withLocation(wanted.resource().location()).withTags(wanted.tags());
      String id = id(wanted.logicalId(), wanted.revision());
      // Azure's schema requires properties, and the identity service's own client leaves them out.
      at.clients().resources().getResources().createOrUpdateById(Ids.bare(id), API_VERSION, body);
      return id;
    }

    @Override
    public void update(Found<UserAssignedIdentity> found, Wanted<UserAssignedIdentity> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<UserAssignedIdentity> found) {
      Workspace.gone(
          () ->
              at.clients()
                  .msi()
                  .getUserAssignedIdentities()
                  .delete(at.group(), Ids.name(found.id())));
    }
  }
}
