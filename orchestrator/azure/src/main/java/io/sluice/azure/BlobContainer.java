package io.sluice.azure;

import com.azure.core.util.Context;
import com.azure.resourcemanager.storage.fluent.models.BlobContainerInner;
import com.azure.resourcemanager.storage.models.PublicAccess;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Set;

/**
 * The mailbox itself. A container has no tags; it is ours because it lies in an account of ours.
 * Deleting it deletes what machines have written, and takes with it the role assignments that other
 * operators got on it: a plan shows only one's own.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storagerp/blob-containers">Blob Containers</a>
 */
public record BlobContainer(String publicAccess) implements Resource {
  static final String TYPE = "Microsoft.Storage/storageAccounts/blobServices/containers";

  /** Its kind. */
  static final class Type extends AzureKind<BlobContainer> {
    Type(Workspace at) {
      super(at, TYPE, "blob container");
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.mailboxId();
    }

    @Override
    public Discovery<BlobContainer> discover() {
      return at.mailboxContainer()
          .map(
              container ->
                  new Discovery<>(
                      List.of(
                          found(
                              at.mailboxId(),
                              at.identity().tags(Mailbox.CONTAINER, 1, null),
                              new BlobContainer(
                                  container.publicAccess() == null
                                      ? PublicAccess.NONE.toString()
                                      : container.publicAccess().toString()),
                              null)),
                      Set.<String>of()))
          .orElseGet(() -> new Discovery<>(List.of(), Set.of()));
    }

    @Override
    public String create(Wanted<BlobContainer> wanted) {
      at.clients()
          .storage()
          .getBlobContainers()
          .create(at.group(), Ids.name(at.mailboxAccountId()), Mailbox.CONTAINER, body(wanted));
      return at.mailboxId();
    }

    private static BlobContainerInner body(Wanted<BlobContainer> wanted) {
      return new BlobContainerInner()
          .withPublicAccess(PublicAccess.fromString(wanted.resource().publicAccess()));
    }

    @Override
    public void update(Found<BlobContainer> found, Wanted<BlobContainer> wanted) {
      at.clients()
          .storage()
          .getBlobContainers()
          .updateWithResponse(
              at.group(),
              Ids.name(at.mailboxAccountId()),
              Mailbox.CONTAINER,
              body(wanted),
              Context.NONE);
    }

    @Override
    public void delete(Found<BlobContainer> found) {
      RoleAssignment.ofOtherOperators(at)
          .forEach(
              id ->
                  Workspace.gone(
                      () ->
                          at.clients()
                              .roles()
                              .getRoleAssignments()
                              .deleteByIdWithResponse(Ids.bare(id), null, Context.NONE)));
      Workspace.gone(
          () ->
              at.clients()
                  .storage()
                  .getBlobContainers()
                  .delete(at.group(), Ids.name(at.mailboxAccountId()), Mailbox.CONTAINER));
    }
  }
}
