package io.sluice.azure;

import com.azure.core.util.BinaryData;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What we put into the mailbox: the bundle, named by its hash, and the appliances' config, which
 * keeps its name and carries its hash in its metadata. Machines write below other prefixes, which
 * are never listed here, however much lies there.
 *
 * @param object the blob's name
 * @param sha256 of its bytes, lower-case hex
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/put-blob">Put Blob</a>
 */
public record MailboxObject(
    @Immutable(why = "an object that machines fetch by its hash is never overwritten")
        String object,
    String sha256)
    implements Resource {
  static final String TYPE = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
  static final String BUNDLE = "bundle";
  static final String CONFIG = "config";

  // Blob metadata keys are C# identifiers, so the tags' hyphens cannot stand in them.
  private static final String SHA256 = "sha256";

  /** Its kind. */
  static final class Type extends AzureKind<MailboxObject> {
    Type(Workspace at) {
      super(at, TYPE, "mailbox object");
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.mailboxId()
          + "/blobs/"
          + (logicalId.equals(CONFIG) ? ApplianceConfig.OBJECT : at.bundle().object());
    }

    @Override
    public Discovery<MailboxObject> discover() {
      List<Found<MailboxObject>> owned = new ArrayList<>();
      if (at.mailboxContainer().isPresent()) {
        String url = Mailbox.url(at.mailboxAccount().orElseThrow());
        for (String prefix : List.of("bundle/", ApplianceConfig.OBJECT)) {
          for (Mailbox.Item item : list(url, prefix)) {
            owned.add(read(item));
          }
        }
      }
      return new Discovery<>(owned, Set.of());
    }

    private Found<MailboxObject> read(Mailbox.Item item) {
      String logicalId = item.name().equals(ApplianceConfig.OBJECT) ? CONFIG : BUNDLE;
      int revision =
          Identity.revision(
              Map.of(Identity.REVISION_TAG, item.metadata().getOrDefault("revision", "1")));
      return found(
          at.mailboxId() + "/blobs/" + item.name(),
          at.identity().tags(logicalId, revision, null),
          new MailboxObject(item.name(), item.metadata().getOrDefault(SHA256, "")),
          null);
    }

    /**
     * Without our own right on the mailbox, which a crashed apply may not have come to, there is
     * nothing to see yet: all objects are put again. With it, Azure only needs time.
     */
    private List<Mailbox.Item> list(String url, String prefix) {
      try {
        return at.lists().one("blobs " + prefix, () -> at.mailbox().list(url, prefix));
      } catch (BlobException e) {
        if (e.getResponse().getStatusCode() == 403 && !granted()) {
          return List.of();
        }
        throw e;
      }
    }

    private boolean granted() {
      String mine =
          new RoleAssignment.Type(at).id(RoleAssignment.operator(at.session().principal()), 1);
      return at.roleAssignments().stream().anyMatch(one -> Ids.same(one.id(), mine));
    }

    @Override
    public String create(Wanted<MailboxObject> wanted) {
      MailboxObject resource = wanted.resource();
      BinaryData content =
          wanted.logicalId().equals(CONFIG)
              ? BinaryData.fromBytes(ApplianceConfig.of(at.blueprint()).bytes())
              : BinaryData.fromFile(at.bundle().file());
      Map<String, String> metadata = new TreeMap<>();
      metadata.put(SHA256, resource.sha256());
      metadata.put("revision", Integer.toString(wanted.revision()));
      at.mailbox().put(at.mailboxUrl(), resource.object(), content, metadata);
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<MailboxObject> found, Wanted<MailboxObject> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<MailboxObject> found) {
      at.mailbox().delete(at.mailboxUrl(), found.resource().object());
    }
  }
}
